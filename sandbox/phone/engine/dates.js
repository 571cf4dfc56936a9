// The phone's Date: house time where there is one, real time otherwise. Only the app sees it; timers run as ever.
import { setup } from './setup.js'

let shift = setup.now === null ? 0 : new Date(setup.now).getTime() - Date.now()

/** Milliseconds since 1970, as the app sees them. */
export const now = () => Date.now() + shift

/** @param {string | number | Date} moment what the phone's clock shows from now on */
export function setNow(moment) {
  shift = new Date(moment).getTime() - Date.now()
}

/** Stands for Date in the app's code. */
export const PhoneDate = new Proxy(Date, {
  construct: (RealDate, given) => (given.length ? new RealDate(.../** @type {[]} */ (given)) : new RealDate(now())),
  apply: (RealDate) => new RealDate(now()).toString(),
  get: (RealDate, name) => (name === 'now' ? now : Reflect.get(RealDate, name)),
})

// WXS has no Date and no RegExp of its own: these two make them.
Object.assign(window, {
  getDate: (/** @type {any[]} */ ...given) => new PhoneDate(.../** @type {[]} */ (given)),
  getRegExp: (/** @type {string} */ pattern, /** @type {string} */ flags) => new RegExp(pattern, flags),
})
