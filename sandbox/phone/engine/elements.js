// The bridge to the browser's elements: tags become wx-TAG, and only fingers' events come from the DOM.
import * as glassEasel from 'glass-easel'
import { report } from './faults.js'

/** Events the browser fires for us; input, change, scroll and the like are fired by the parts themselves. */
const FROM_DOM = /^(tap|canceltap|longpress|longtap|touch\w+|transitionend|animation\w+)$/
const COMPONENT_PREFIX = /^[0-9a-f]{8}--/

/** Nodes somebody listens to with tap. @type {Set<WeakRef<any>>} */
const tapped = new Set()
const add = glassEasel.Element.prototype.addListener
glassEasel.Element.prototype.addListener = function (name, ...given) {
  if (name === 'tap') tapped.add(new WeakRef(this))
  return add.call(this, name, ...given)
}

/** @param {Set<string>} tags all tags the app may use @param {Set<string>} builtIn those of the phone */
export function createContext(tags, builtIn) {
  const context = new glassEasel.CurrentWindowBackendContext()
  const fake = {
    createElement: (/** @type {string} */ tag) => createElement(tag, tags, builtIn),
    createTextNode: (/** @type {string} */ text) => document.createTextNode(text),
    createDocumentFragment: () => document.createDocumentFragment(),
  }
  Object.assign(context, { document: fake })
  context.onEvent((target, type, detail, options) => dispatch(target, type, detail, options))
  return context
}

function createElement(tag, tags, builtIn) {
  if (!tags.has(tag)) report(`<${tag}> is neither built in to the phone nor in usingComponents`)
  const element = document.createElement(builtIn.has(tag) ? `wx-${tag}` : tag)
  const set = element.setAttribute
  element.setAttribute = function (name, value) {
    const plain = name === 'style' ? rpx(value) : name === 'id' ? String(value).replace(COMPONENT_PREFIX, '') : value
    return set.call(this, name, plain)
  }
  Object.defineProperty(element, 'id', {
    get: () => element.getAttribute('id') || '',
    set: (value) => element.setAttribute('id', value),
  })
  return element
}

/** Lengths in rpx as the browser understands them. @param {unknown} value */
export const rpx = (value) => String(value).replace(/(-?\d*\.?\d+)rpx\b/gi, (_, number) => `${number / 7.5}vw`)

/** What the mouse went down on. @type {any} */
let pressed = null
addEventListener('mousedown', (event) => void (pressed = event.target), true)

/** A finger's tap belongs to what it came down on, wherever that has moved meanwhile; so does the mouse's. */
function meant(target, { originalEvent }) {
  let node = originalEvent?.type === 'mouseup' && pressed?.isConnected ? pressed : null
  while (node && !node.__wxElement) node = node.parentNode
  return node?.__wxElement || target
}

function dispatch(hit, type, detail, options) {
  if (!FROM_DOM.test(type)) return 0
  const target = type === 'tap' ? meant(hit, options) : hit
  const element = target?.$$
  if (type === 'tap' && element?.closest?.('wx-button[disabled]')) return 0
  const event = new glassEasel.Event(type, detail, options)
  glassEasel.Event.dispatchEvent(target, event)
  return event.defaultPrevented() ? 1 : 0
}

const CONTROLS = 'wx-button,wx-picker,wx-navigator,wx-switch,wx-radio,wx-checkbox,wx-input,wx-textarea,wx-slider'

/** Everything on the page on top that answers a tap: its words, role, and size in CSS pixels (that of its label, if it has one). */
export function targets() {
  const page = document.querySelector('.mp-frame:not([hidden])')
  const found = /** @type {Set<HTMLElement>} */ (new Set(page?.querySelectorAll(CONTROLS)))
  for (const reference of tapped) {
    const node = reference.deref()
    if (!node) tapped.delete(reference)
    else if (node.$$ && page?.contains(node.$$)) found.add(node.$$)
  }
  return [...found].map(told).filter(({ width }) => width > 0)
}

/** @param {HTMLElement} element */
function told(element) {
  const spoken = element.querySelector(':scope > input, :scope > textarea') || element
  const { width, height } = (element.closest('wx-label') || element).getBoundingClientRect()
  const role = spoken === element ? element.getAttribute('role') || '' : spoken.localName
  const words = (spoken.getAttribute('aria-label') || element.closest('wx-label')?.textContent || element.textContent || '').trim().slice(0, 40)
  return { tag: element.localName, words, role, width: Math.round(width), height: Math.round(height) }
}
