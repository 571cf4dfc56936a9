// Boxes and words.
import { any, control, fire, flag, inner, number, text } from './part.js'
import { source } from './sources.js'
import { look } from './metas.js'

const hover = { hoverClass: text(), hoverStartTime: number(50), hoverStayTime: number(400), hoverStopPropagation: flag() }
const CONTROLS = 'wx-switch,wx-radio,wx-checkbox,wx-button,wx-picker,wx-slider,wx-input,wx-textarea'

/** While a finger is on it, the element wears hover-class. */
function hovering(made, host) {
  const worn = () => (made.data.hoverClass && made.data.hoverClass !== 'none' ? made.data.hoverClass.split(/\s+/) : [])
  host.addEventListener('pointerdown', () => host.classList.add(...worn()))
  for (const end of ['pointerup', 'pointercancel', 'pointerleave']) host.addEventListener(end, () => host.classList.remove(...worn()))
}

/** The control a label belongs to takes its taps. */
function labelled(made, host) {
  host.addEventListener('click', (/** @type {MouseEvent} */ event) => {
    const found = made.data.for ? document.getElementById(made.data.for) : host.querySelector(CONTROLS)
    if (!found || found.contains(/** @type {Node} */ (event.target))) return
    const field = found.querySelector('input,textarea')
    if (field) /** @type {HTMLElement} */ (field).focus()
    else /** @type {HTMLElement} */ (found).click()
  })
}

const ENTITIES = { lt: '<', gt: '>', nbsp: ' ', amp: '&', apos: "'", quot: '"', ensp: ' ', emsp: ' ' }

/** @type {Record<string, import('./part.js').Part>} */
export const views = {
  view: { properties: hover, attached: hovering },
  'cover-view': { properties: hover, attached: hovering },
  block: {},
  text: {
    properties: { userSelect: flag(), selectable: flag(), decode: flag(), space: text() },
    changed(made, host) {
      host.style.userSelect = made.data.userSelect || made.data.selectable ? 'text' : ''
      if (!made.data.decode) return
      for (const node of host.childNodes) {
        const plain = (node.textContent || '').replace(/&(\w+);/g, (whole, name) => ENTITIES[name] || whole)
        if (node.nodeType === Node.TEXT_NODE && plain !== node.textContent) node.textContent = plain
      }
    },
  },
  label: { properties: { for: text() }, attached: labelled },
  'root-portal': {
    properties: { enable: flag(true) },
    changed(made, host) {
      host.classList.toggle('mp-portal', made.data.enable)
    },
  },
  'page-container': {
    properties: { show: flag(), duration: number(300), zIndex: number(100), overlay: flag(true), position: text('bottom'), round: flag(), closeOnSlideDown: flag(), overlayStyle: text(), customStyle: text() },
    changed(made, host) {
      host.hidden = !made.data.show
    },
  },
  icon: {
    properties: { type: text(), size: any(23), color: text() },
    changed(made, host) {
      host.dataset.type = made.data.type
      host.style.fontSize = `${parseFloat(made.data.size)}px`
      if (made.data.color) host.style.color = made.data.color
    },
  },
  progress: {
    properties: { percent: number(), showInfo: flag(), strokeWidth: any(6), activeColor: text('#09BB07'), backgroundColor: text('#EBEBEB'), active: flag(), activeMode: text(), duration: number(30), borderRadius: any(0), fontSize: any(16), color: text() },
    attached(made, host) {
      host.setAttribute('role', 'progressbar')
      made.rail = inner(host, 'span', 'mp-rail')
      made.bar = inner(made.rail, 'span')
      made.told = inner(host, 'span', 'mp-percent')
    },
    changed(made, host) {
      const { percent, strokeWidth, activeColor, backgroundColor, borderRadius, showInfo } = made.data
      const shown = Math.min(100, Math.max(0, percent))
      host.setAttribute('aria-valuenow', String(shown))
      Object.assign(made.rail.style, { height: `${parseFloat(strokeWidth)}px`, background: backgroundColor, borderRadius: `${parseFloat(borderRadius)}px` })
      Object.assign(made.bar.style, { width: `${shown}%`, background: made.data.color || activeColor })
      made.told.textContent = showInfo ? `${shown}%` : ''
    },
  },
  'rich-text': {
    properties: { nodes: any([]), space: text(), userSelect: flag() },
    changed(made, host) {
      if (typeof made.data.nodes === 'string') host.innerHTML = clean(made.data.nodes)
      else host.replaceChildren(...(made.data.nodes || []).map(grown))
    },
  },
  navigator: {
    properties: { ...hover, url: text(), openType: text('navigate'), delta: number(1), target: text('self'), appId: text(), path: text(), extraData: any(), version: text(), shortLink: text() },
    attached(made, host) {
      hovering(made, host)
      control(host, 'link', () => {
        const act = { navigate: 'navigateTo', redirect: 'redirectTo', switchTab: 'switchTab', reLaunch: 'reLaunch', navigateBack: 'navigateBack', exit: 'exitMiniProgram' }[/** @type {string} */ (made.data.openType)]
        const given = act === 'navigateBack' ? { delta: made.data.delta } : { url: made.data.url }
        if (act) window.__wx[act]({ ...given, success: (e) => fire(made, 'success', e), fail: (e) => fire(made, 'fail', e), complete: (e) => fire(made, 'complete', e) })
      })
    },
  },
  'page-meta': {
    properties: { pageStyle: text(), pageFontSize: text(), rootFontSize: text(), rootBackgroundColor: text(), backgroundColor: text(), backgroundTextStyle: text(), scrollTop: text(), scrollDuration: number(300) },
    changed: look,
  },
  'navigation-bar': {
    properties: { title: text(), loading: flag(), frontColor: text(), backgroundColor: text(), colorAnimationDuration: number(), colorAnimationTimingFunc: text() },
    changed(made) {
      const { title, frontColor, backgroundColor } = made.data
      if (title) window.__wx.setNavigationBarTitle({ title })
      if (frontColor && backgroundColor) window.__wx.setNavigationBarColor({ frontColor, backgroundColor })
    },
  },
}

const LETTERS = new Set(['a', 'b', 'blockquote', 'br', 'code', 'dd', 'del', 'div', 'dl', 'dt', 'em', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'img', 'ins', 'label', 'li', 'ol', 'p', 'q', 'span', 'strong', 'sub', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'u', 'ul'])

/** Rich text runs nothing and loads only pictures. @param {string} html */
function clean(html) {
  const holder = document.createElement('template')
  holder.innerHTML = html
  for (const one of [...holder.content.querySelectorAll('*')]) {
    if (!LETTERS.has(one.localName)) one.remove()
    for (const { name } of [...one.attributes]) if (!/^(class|style|src|alt|width|height|colspan|rowspan|start)$/.test(name)) one.removeAttribute(name)
  }
  return holder.innerHTML
}

/** @param {any} node */
function grown(node) {
  if (node.type === 'text') return document.createTextNode(node.text || '')
  if (!LETTERS.has(node.name)) return document.createTextNode('')
  const made = document.createElement(node.name)
  for (const [name, value] of Object.entries(node.attrs || {})) made.setAttribute(name, name === 'src' ? source(String(value)) : String(value))
  made.append(...(node.children || []).map(grown))
  return made
}

