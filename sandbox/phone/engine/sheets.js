// What lies over a page: sheets from below, questions in the middle, short notes.
import { element } from './bars.js'

/** A sheet with columns of options. @param {{title?: string, label: string, onCancel: () => void}} told */
export function sheet({ title, label, onCancel }) {
  const cover = element('div', 'mp-cover')
  const panel = element('div', 'mp-sheet', { role: 'dialog', 'aria-modal': 'true', 'aria-label': label })
  const head = element('div', 'mp-sheet-head')
  const cancel = button('取消', onCancel)
  const heading = element('b', '')
  heading.textContent = title || ''
  head.append(cancel, heading)
  const wheels = element('div', 'mp-wheels')
  panel.append(head, wheels)
  cover.append(panel)
  cover.addEventListener('click', (event) => event.target === cover && onCancel())
  cover.addEventListener('keydown', (event) => event.key === 'Escape' && onCancel())
  document.body.append(cover)
  cancel.focus()
  return {
    close: () => cover.remove(),
    /** @param {() => void} act @param {string} words */
    accept(act, words) {
      head.append(button(words, act, 'mp-ok'))
    },
    /** @param {{columns: string[][], chosen: number[]}} state @param {(column: number, index: number) => void} choose */
    columns({ columns, chosen }, choose) {
      const tops = [...wheels.children].map((one) => one.scrollTop)
      wheels.replaceChildren(...columns.map((options, column) => wheel(options, chosen[column], (index) => choose(column, index))))
      for (const [index, one] of [...wheels.children].entries()) {
        if (tops[index] !== undefined) one.scrollTop = tops[index]
        one.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
      }
    },
  }
}

function wheel(options, chosen, choose) {
  const made = element('div', 'mp-wheel', { role: 'listbox', tabindex: '0' })
  for (const [index, words] of options.entries()) {
    const option = element('div', 'mp-option', { role: 'option', 'aria-selected': String(index === chosen) })
    option.textContent = words
    option.addEventListener('click', () => choose(index))
    made.append(option)
  }
  return made
}

/** @param {string} words @param {() => void} act @param {string} [cls] */
export function button(words, act, cls = '') {
  const made = element('button', cls, { type: 'button' })
  made.textContent = words
  made.addEventListener('click', act)
  return made
}

/**
 * A question in the middle of the screen.
 * @param {{title?: string, content?: string, field?: string, placeholder?: string, acts: {words: string, value: any, isMain?: boolean, color?: string}[]}} told
 * `field`: the text in a field to type into, when there is to be one
 * @returns {Promise<{value: any, typed: string}>}
 */
export function ask({ title, content, field, placeholder = '', acts }) {
  return new Promise((resolve) => {
    const cover = element('div', 'mp-cover mp-middle')
    const box = element('div', 'mp-modal', { role: 'dialog', 'aria-modal': 'true', 'aria-label': title || content || '' })
    const typed = /** @type {HTMLTextAreaElement} */ (element('textarea', '', { placeholder, rows: '2', 'aria-label': placeholder || title || '' }))
    for (const [tag, words] of [['b', title], ['p', content]]) {
      if (!words) continue
      const made = element(/** @type {string} */ (tag), '')
      made.textContent = words
      box.append(made)
    }
    if (field !== undefined) {
      typed.value = field
      box.append(typed)
    }
    const row = element('div', 'mp-acts')
    for (const act of acts) {
      const made = button(act.words, () => {
        cover.remove()
        resolve({ value: act.value, typed: typed.value })
      }, act.isMain ? 'mp-ok' : '')
      if (act.color) made.style.color = act.color
      row.append(made)
    }
    box.append(row)
    cover.append(box)
    document.body.append(cover)
    ;(field === undefined ? /** @type {HTMLElement} */ (row.lastElementChild) : typed).focus()
  })
}

/** A list of things to do, from below. @param {string[]} items @param {string} [title] @param {string} [color] @returns {Promise<number>} -1 when cancelled */
export function offer(items, title = '', color = '') {
  return new Promise((resolve) => {
    const cover = element('div', 'mp-cover')
    const panel = element('div', 'mp-sheet mp-offer', { role: 'dialog', 'aria-modal': 'true', 'aria-label': title || '请选择' })
    const end = (/** @type {number} */ index) => {
      cover.remove()
      resolve(index)
    }
    if (title) panel.append(Object.assign(element('p', ''), { textContent: title }))
    for (const [index, words] of items.entries()) {
      const made = button(words, () => end(index))
      if (color) made.style.color = color
      panel.append(made)
    }
    panel.append(button('取消', () => end(-1), 'mp-cancel'))
    cover.append(panel)
    cover.addEventListener('click', (event) => event.target === cover && end(-1))
    document.body.append(cover)
    ;/** @type {HTMLElement} */ (panel.querySelector('button')).focus()
  })
}

/** A note that goes by itself, or stays until it is taken away. @param {string} words @param {{icon?: string, isLoading?: boolean, mask?: boolean}} [how] */
export function note(words, { icon = '', isLoading = false, mask = false } = {}) {
  for (const old of document.querySelectorAll('.mp-toast')) old.remove()
  const made = element('div', `mp-toast ${isLoading ? 'mp-loading' : ''} ${mask ? 'mp-mask' : ''}`, { role: 'status', 'data-icon': icon })
  made.append(Object.assign(element('span', ''), { textContent: words }))
  document.body.append(made)
  return made
}
