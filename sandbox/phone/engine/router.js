// wx.navigateTo and its kin: the rules of the page stack with the platform's refusals.
import { bars } from './bars.js'
import { DEEPEST, absolute, parsed, pop, push, stack, top } from './pages.js'
import { app } from './space.js'
import { Fail } from './wx/calling.js'

const isTab = (/** @type {string} */ path) => (app.app.tabBar?.list || []).some((/** @type {any} */ tab) => tab.pagePath === path)

/** @param {{url?: string}} given */
function target({ url }) {
  if (typeof url !== 'string' || !url) throw new Fail('parameter error: parameter.url should be String instead of Undefined;')
  const whole = absolute(url)
  const { path } = parsed(whole)
  if (!app.pages.includes(path)) throw new Fail(`page "${path}" is not found`)
  return { whole, path }
}

/** @param {string} path */
function refuseTab(path) {
  if (isTab(path)) throw new Fail('can not navigateTo a tabbar page')
}

/** Two pages talk through this: navigateTo's `events`, getOpenerEventChannel. */
class EventChannel {
  constructor() {
    /** @type {Record<string, ((...given: any[]) => void)[]>} */
    this.listeners = {}
    /** @type {EventChannel | null} */
    this.other = null
  }

  on(name, listener) {
    ;(this.listeners[name] ||= []).push(listener)
  }

  once(name, listener) {
    const once = (...given) => {
      this.off(name, once)
      listener(...given)
    }
    this.on(name, once)
  }

  off(name, listener) {
    this.listeners[name] = (this.listeners[name] || []).filter((one) => listener && one !== listener)
  }

  emit(name, ...given) {
    for (const listener of this.other?.listeners[name] || []) listener(...given)
  }
}

function channels(events = {}) {
  const opener = new EventChannel()
  const opened = new EventChannel()
  opener.other = opened
  opened.other = opener
  for (const [name, listener] of Object.entries(events)) opener.on(name, listener)
  return { opener, opened }
}

/** Channel for the page that is being opened. @type {EventChannel | null} */
let coming = null
export const openerChannel = () => coming || new EventChannel()

export const router = {
  navigateTo(given) {
    const { whole, path } = target(given)
    refuseTab(path)
    if (stack.length >= DEEPEST) throw new Fail('webview count limit exceed')
    const pair = channels(given.events)
    coming = pair.opened
    push(whole)
    coming = null
    return { eventChannel: pair.opener }
  },
  redirectTo(given) {
    const { whole, path } = target(given)
    refuseTab(path)
    pop(true)
    push(whole)
  },
  reLaunch(given) {
    const { whole } = target(given)
    while (stack.length) pop(true)
    push(whole)
  },
  switchTab(given) {
    const { path } = target(given)
    if (!isTab(path)) throw new Fail(`can not switch to no-tabBar page`)
    if (top()?.route === path) return
    while (stack.length) pop(true)
    push(`/${path}`)
  },
  navigateBack({ delta = 1 } = {}) {
    if (stack.length < 2) throw new Fail('cannot navigate back at first page.')
    const steps = Math.min(delta, stack.length - 1)
    for (let step = 1; step <= steps; step += 1) pop(step < steps)
  },
  setNavigationBarTitle({ title }) {
    look({ navigationBarTitleText: String(title) })
  },
  setNavigationBarColor({ frontColor, backgroundColor }) {
    look({ navigationBarTextStyle: frontColor === '#000000' ? 'black' : 'white', navigationBarBackgroundColor: backgroundColor })
  },
  showNavigationBarLoading() {},
  hideNavigationBarLoading() {},
  setTabBarBadge: ({ index, text }) => bars.badge(index, text),
  removeTabBarBadge: ({ index }) => bars.badge(index, ''),
  showTabBarRedDot: ({ index }) => bars.badge(index, '·'),
  hideTabBarRedDot: ({ index }) => bars.badge(index, ''),
  pageScrollTo({ scrollTop, selector, offsetTop = 0 }) {
    const { element, root } = top()
    const found = selector ? root.getComponent().getShadowRoot().querySelector(selector)?.$$ : null
    if (selector && !found) throw new Fail('selector is not found')
    const goal = found ? found.getBoundingClientRect().top - element.getBoundingClientRect().top + element.scrollTop + offsetTop : scrollTop
    element.scrollTo({ top: goal })
  },
}

function look(changed) {
  if (!top()) return
  Object.assign(top().look, changed)
  bars.draw()
}
