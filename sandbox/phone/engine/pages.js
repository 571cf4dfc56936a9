// The stack of pages and their life: at most ten, one on top, the others kept hidden.
import { bars } from './bars.js'
import { guarded } from './faults.js'
import { app } from './space.js'

export const DEEPEST = 10
const NEAR_BOTTOM = 50

/**
 * @typedef {object} Opened
 * @property {string} route
 * @property {Record<string, string>} options the query, decoded once
 * @property {any} inst the page as its own code sees it
 * @property {any} root
 * @property {HTMLElement} frame holds the page's place between the bars
 * @property {HTMLElement} element scrolls
 * @property {Record<string, any>} look what setNavigationBar… changed
 */

/** @type {Opened[]} */
export const stack = []
export const top = () => stack[stack.length - 1]
/** @type {any} */
let space = null
/** @param {any} made */
export const useSpace = (made) => void (space = made)

/** @param {string} url @returns {{path: string, query: Record<string, string>}} */
export function parsed(url) {
  const [path, query = ''] = url.split('?')
  const pairs = query.split('&').filter(Boolean).map((pair) => /** @type {[string, string]} */ ([pair.split('=')[0], pair.split('=').slice(1).join('=')]))
  return { path: path.replace(/^\//, ''), query: Object.fromEntries(pairs) }
}

/** An address relative to the page on top. @param {string} url */
export function absolute(url) {
  if (url.startsWith('/') || !stack.length) return url
  return new URL(url.split('?')[0], `mp:///${top().route}`).pathname + (url.includes('?') ? url.slice(url.indexOf('?')) : '')
}

/** @param {Opened} page @param {string} name @param {any} [given] */
export function call(page, name, given) {
  return guarded(() => page.inst[name]?.(given))
}

/** @param {Opened} page @param {'show' | 'hide'} what */
export function tell(page, what) {
  call(page, what === 'show' ? 'onShow' : 'onHide')
  guarded(() => page.root.getComponent().triggerPageLifetime(what, []))
}

/** @param {string} url */
export function push(url) {
  const { path, query } = parsed(url)
  if (stack.length) {
    top().frame.hidden = true
    tell(top(), 'hide')
  }
  const page = create(path, query, absolute(url).slice(1))
  stack.push(page)
  bars.draw()
  call(page, 'onLoad', query)
  page.root.attach(page.element, page.element.firstChild)
  tell(page, 'show')
  call(page, 'onReady')
  return page
}

/** @param {string} path @param {Record<string, string>} query @param {string} url with the query: a Component that is a page takes its properties from it */
function create(path, query, url) {
  const frame = document.createElement('div')
  frame.className = 'mp-frame'
  const element = document.createElement('mp-page')
  element.className = 'mp-page'
  element.dataset.route = path
  element.append(document.createElement('span'))
  frame.append(element)
  bars.place().append(frame)
  const root = space.backend.createRoot('page-root', space.code, url)
  const page = { route: path, options: query, inst: root.get(), root, frame, element, look: {} }
  Object.assign(page.inst, { route: path, options: query })
  const page_ = /** @type {Opened} */ (page)
  element.addEventListener('scroll', () => scrolled(page_), { passive: true })
  return page_
}

function scrolled(page) {
  const { scrollTop, scrollHeight, clientHeight } = page.element
  call(page, 'onPageScroll', { scrollTop })
  const near = scrollTop + clientHeight >= scrollHeight - (app.units[page.route].onReachBottomDistance || NEAR_BOTTOM)
  if (near && !page.isAtBottom) call(page, 'onReachBottom')
  page.isAtBottom = near
}

/** Takes the page on top away. @param {boolean} isSilent whether the one below stays hidden */
export function pop(isSilent) {
  const page = /** @type {Opened} */ (stack.pop())
  call(page, 'onUnload')
  guarded(() => page.root.release())
  page.frame.remove()
  if (isSilent || !stack.length) return
  top().frame.hidden = false
  bars.draw()
  tell(top(), 'show')
}

/** What getCurrentPages gives. */
export const instances = () => stack.map((page) => page.inst)
