// How a wx.* call answers: by callbacks, by a promise when there are none, always with errMsg.
import { guarded } from '../faults.js'

/** A refusal of the platform: errMsg becomes `NAME:fail MESSAGE`. */
export class Fail extends Error {
  /** @param {string} message @param {{errno?: number, errCode?: number, [key: string]: any}} [told] */
  constructor(message, told = {}) {
    super(message)
    this.told = told
  }
}

/** @param {string} name @param {any} answer */
const good = (name, answer) => ({ errMsg: `${name}:ok`, ...answer })

/** @param {string} name @param {any} fault */
function bad(name, fault) {
  const words = fault?.message ?? String(fault)
  return { ...fault?.told, errMsg: `${name}:fail${words ? ` ${words}` : ''}` }
}

/** The two endings of a call with callbacks.
 * @param {string} name @param {any} given */
export function endings(name, given) {
  return {
    ok(/** @type {any} */ answer) {
      const told = good(name, answer)
      guarded(() => given.success?.(told))
      guarded(() => given.complete?.(told))
    },
    fail(/** @type {any} */ fault) {
      const told = bad(name, fault)
      guarded(() => given.fail?.(told))
      guarded(() => given.complete?.(told))
    },
  }
}

/** An API of the usual kind.
 * @param {string} name @param {(given: any) => any} work may be async; throws Fail */
export function api(name, work) {
  return (given = {}) => {
    const run = Promise.resolve().then(() => work(given))
    if (given.success || given.fail || given.complete) {
      const { ok, fail } = endings(name, given)
      run.then(ok, fail)
      return undefined
    }
    return run.then(
      (answer) => good(name, answer),
      (fault) => Promise.reject(Object.assign(bad(name, fault), { stack: fault?.stack })),
    )
  }
}

/** An API that answers at once and throws: `getStorageSync` and its kin.
 * @param {string} name @param {(...given: any[]) => any} work */
export function sync(name, work) {
  return (/** @type {any[]} */ ...given) => {
    try {
      return work(...given)
    } catch (fault) {
      const told = bad(name, fault)
      throw Object.assign(new Error(told.errMsg), told)
    }
  }
}
