// The mini-program as a whole: App, its start, going to the background and coming back.
import { guarded, report } from './faults.js'
import { call, stack, tell, top } from './pages.js'

/** @type {any} */
let inst = null
/** @type {any} */
let launched = null
/** @type {any} */
let entered = null
let isShown = false
/** @type {Record<'show' | 'hide' | 'error' | 'notFound', Set<(given: any) => void>>} */
const listeners = { show: new Set(), hide: new Set(), error: new Set(), notFound: new Set() }

/** The app's object. @param {any} definition */
export function App(definition) {
  if (inst) report('App() was called twice')
  inst = definition
}

export const getApp = () => inst
export const launchOptions = () => launched
export const enterOptions = () => entered
export const isForeground = () => isShown
/** @param {'show' | 'hide' | 'error' | 'notFound'} what */
export const listen = (what) => (/** @type {(given: any) => void} */ listener) => void listeners[what].add(listener)
/** @param {'show' | 'hide' | 'error' | 'notFound'} what */
export const unlisten = (what) => (/** @type {((given: any) => void) | undefined} */ listener) => (listener ? void listeners[what].delete(listener) : listeners[what].clear())

/** @param {{path: string, query: object, scene: number}} options */
export function launch(options) {
  launched = { referrerInfo: {}, shareTicket: '', ...options }
  guarded(() => inst?.onLaunch?.call(inst, launched))
  show(launched)
}

/** Comes to the front again as it was left. @param {any} [options] */
export function show(options = launched) {
  if (isShown) return
  enter(options)
  if (stack.length) tell(top(), 'show')
}

/** Comes to the front through a door: a card, a code, a message; the page that door means is opened after. @param {any} options */
export function enter(options) {
  if (isShown) hide()
  isShown = true
  entered = options
  guarded(() => inst?.onShow?.call(inst, options))
  for (const listener of [...listeners.show]) guarded(() => listener(options))
}

export function hide() {
  if (!isShown) return
  isShown = false
  if (stack.length) tell(top(), 'hide')
  guarded(() => inst?.onHide?.call(inst))
  for (const listener of [...listeners.hide]) guarded(() => listener(undefined))
}

/** What the page on top answers when it is shared. @param {'button' | 'menu'} from @param {any} [target] */
export function shared(from, target) {
  const page = top()
  const given = call(page, 'onShareAppMessage', { from, target }) || {}
  return { title: document.title, path: `/${page.route}`, imageUrl: '', ...given }
}
