// What a built-in component is made of, and short words for its properties.

/**
 * @typedef {object} Part
 * @property {Record<string, any>} [properties]
 * @property {object} [options] of glass-easel
 * @property {(made: any, host: HTMLElement) => void} [attached]
 * @property {(made: any, host: HTMLElement) => void} [changed] after attached and whenever a property changed
 * @property {(made: any, host: HTMLElement) => void} [detached]
 * @property {(made: any, host: HTMLElement) => HTMLElement | undefined} [spoken] the element that screen readers meet
 */

export const text = (value = '') => ({ type: String, value })
export const flag = (value = false) => ({ type: Boolean, value })
export const number = (value = 0) => ({ type: Number, value })
export const list = () => ({ type: Array, value: [] })
export const any = (/** @type {any} */ value = null) => ({ type: null, value })

/** The part tells its page; like the platform's, such events do not bubble.
 * @param {any} made @param {string} name @param {any} [detail] */
export function fire(made, name, detail = {}) {
  made.triggerEvent(name, detail, { bubbles: false, composed: false })
}

/** A value the person changed: kept as the property, so that `model:` hears of it, too.
 * @param {any} made @param {Record<string, any>} values */
export function keep(made, values) {
  made.setData(values)
}

/** @param {HTMLElement} host @param {string} tag @param {string} [cls] */
export function inner(host, tag, cls = '') {
  const made = document.createElement(tag)
  if (cls) made.className = cls
  host.append(made)
  return made
}

/** Makes a host act as a control: reached by Tab, worked by space and return.
 * @param {HTMLElement} host @param {string} role @param {() => void} act */
export function control(host, role, act) {
  host.setAttribute('role', role)
  host.tabIndex = 0
  host.addEventListener('click', act)
  host.addEventListener('keydown', (event) => {
    if (event.target !== host || (event.key !== ' ' && event.key !== 'Enter')) return
    event.preventDefault()
    host.click()
  })
}

/** A field of a form: its name, its value, and how it is emptied.
 * @param {HTMLElement} host @param {{name: () => string, value: () => any, reset: () => void}} field */
export function inForm(host, field) {
  Object.assign(host, { formField: field })
}
