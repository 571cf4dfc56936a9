// wx.createSelectorQuery and createIntersectionObserver: asked of the page on top unless `in` names a component.
import { top } from '../pages.js'

/** @param {any} inst a page or component @returns {any} */
const shadow = (inst) => inst._$.getShadowRoot()

export class SelectorQuery {
  /** @param {any} [inst] */
  constructor(inst) {
    this.inst = inst
    /** @type {{find: () => any, fields: any, heard?: (told: any) => void}[]} */
    this.asked = []
  }

  in(inst) {
    this.inst = inst
    return this
  }

  select(selector) {
    return new Nodes(this, () => shadow(this.inst || top().inst).querySelector(selector))
  }

  selectAll(selector) {
    return new Nodes(this, () => shadow(this.inst || top().inst).querySelectorAll(selector))
  }

  selectViewport() {
    return new Nodes(this, () => 'viewport')
  }

  exec(heard) {
    requestAnimationFrame(() => {
      const all = this.asked.map(({ find, fields, heard: one }) => {
        const found = find()
        const told = Array.isArray(found) ? found.map((node) => read(node, fields)) : read(found, fields)
        one?.(told)
        return told
      })
      heard?.(all)
    })
    return this
  }
}

class Nodes {
  /** @param {SelectorQuery} query @param {() => any} find */
  constructor(query, find) {
    this.query = query
    this.find = find
  }

  fields(fields, heard) {
    this.query.asked.push({ find: this.find, fields, heard })
    return this.query
  }

  boundingClientRect(heard) {
    return this.fields({ id: true, dataset: true, rect: true, size: true }, heard)
  }

  scrollOffset(heard) {
    return this.fields({ id: true, dataset: true, scrollOffset: true, scrollSize: true }, heard)
  }

  node(heard) {
    return this.fields({ node: true }, heard)
  }

  context(heard) {
    return this.fields({ context: true }, heard)
  }
}

/** @param {any} node of glass-easel, 'viewport', or null @param {any} fields */
function read(node, fields) {
  if (!node) return null
  const isView = node === 'viewport'
  const element = isView ? top().element : node.$$
  const told = /** @type {any} */ ({})
  if (fields.id) told.id = isView ? '' : node.id
  if (fields.dataset) told.dataset = isView ? {} : node.dataset
  if (fields.rect || fields.size) measure(told, element, fields)
  if (fields.scrollOffset) Object.assign(told, { scrollLeft: element.scrollLeft, scrollTop: element.scrollTop })
  if (fields.scrollOffset || fields.scrollSize) Object.assign(told, { scrollWidth: element.scrollWidth, scrollHeight: element.scrollHeight })
  for (const name of fields.properties || []) told[name] = node.data?.[name]
  if (fields.computedStyle) {
    const style = getComputedStyle(element)
    for (const name of fields.computedStyle) told[name] = style.getPropertyValue(name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`))
  }
  if (fields.node) told.node = element.canvas || element.film || element
  if (fields.context) told.context = element.film ? film(element.film) : element.canvas
  return told
}

/** Positions are those of the page, below its bar. */
function measure(told, element, { rect, size }) {
  const box = element.getBoundingClientRect()
  const frame = top().frame.getBoundingClientRect()
  if (rect) Object.assign(told, { left: box.left - frame.left, right: box.right - frame.left, top: box.top - frame.top, bottom: box.bottom - frame.top })
  if (size) Object.assign(told, { width: box.width, height: box.height })
}

/** @param {HTMLVideoElement} made */
const film = (made) => ({
  play: () => void made.play().catch(() => {}), pause: () => made.pause(), stop: () => made.pause(), seek: (/** @type {number} */ at) => void (made.currentTime = at),
  playbackRate: (/** @type {number} */ rate) => void (made.playbackRate = rate), requestFullScreen: () => void made.requestFullscreen?.(), exitFullScreen: () => void document.exitFullscreen?.(),
})

export const querying = {
  createSelectorQuery: () => new SelectorQuery(),
  createIntersectionObserver: (/** @type {any} */ inst, /** @type {any} */ options) => inst.createIntersectionObserver(options),
  createVideoContext: (/** @type {string} */ id) => film(/** @type {any} */ (document.getElementById(id))?.film),
}
