// input and textarea.
import { any, fire, flag, inForm, inner, keep, number, text } from './part.js'
import { rpx } from '../elements.js'

const properties = {
  value: text(), name: text(), type: text('text'), password: flag(), placeholder: text(), placeholderStyle: text(), placeholderClass: text(), disabled: flag(),
  maxlength: number(140), focus: flag(), autoFocus: flag(), autoHeight: flag(), fixed: flag(), confirmType: text('done'), confirmHold: flag(),
  cursor: number(-1), cursorColor: text(), cursorSpacing: any(0), selectionStart: number(-1), selectionEnd: number(-1), adjustPosition: flag(true),
  adjustKeyboardTo: text(), holdKeyboard: flag(), alwaysEmbed: flag(), showConfirmBar: flag(true), disableDefaultPadding: flag(), randomNumber: flag(), controlled: flag(),
}
const MODES = { number: 'numeric', digit: 'decimal', idcard: 'text', 'safe-password': 'text', nickname: 'text' }

/** The keyboard of a phone that is not there: its height is reported as 0. */
function listening(made, field, isLines) {
  field.addEventListener('input', () => {
    made.typed = field.value
    keep(made, { value: field.value })
    fire(made, 'input', { value: field.value, cursor: field.selectionStart ?? field.value.length, keyCode: 0 })
  })
  field.addEventListener('focus', () => fire(made, 'focus', { value: field.value, height: 0 }))
  field.addEventListener('blur', () => fire(made, 'blur', { value: field.value, cursor: field.selectionStart, encryptedValue: '' }))
  field.addEventListener('change', () => fire(made, 'change', { value: field.value }))
  field.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Enter' || event.isComposing || (isLines && made.data.confirmType === 'return')) return
    if (isLines && !event.ctrlKey) return
    fire(made, 'confirm', { value: field.value })
    if (!made.data.confirmHold) field.blur()
  })
}

function grow(made, field) {
  if (!made.data.autoHeight) return
  field.rows = 1 // a phone's grows from one line, the browser's has two
  field.style.height = 'auto'
  field.style.height = `${field.scrollHeight}px`
  const lines = Math.max(1, Math.round(field.scrollHeight / (parseFloat(getComputedStyle(field).lineHeight) || 22)))
  if (made.lines !== undefined && made.lines !== lines) fire(made, 'linechange', { height: field.scrollHeight, heightRpx: (field.scrollHeight * 750) / innerWidth, lineCount: lines })
  made.lines = lines
}

/** @param {'input' | 'textarea'} tag @returns {import('./part.js').Part} */
function field(tag) {
  return {
    properties,
    attached(made, host) {
      made.field = inner(host, tag)
      listening(made, made.field, tag === 'textarea')
      inForm(host, {
        name: () => made.data.name,
        value: () => made.field.value,
        reset: () => keep(made, { value: '' }),
      })
      if (made.data.autoFocus) made.field.focus()
    },
    spoken: (made) => made.field,
    changed(made, host) {
      const one = made.field
      const told = made.data
      // the phone replaces the text only when the page gives another one than stands there
      if (one.value !== String(told.value ?? '')) one.value = told.value ?? ''
      one.placeholder = told.placeholder
      one.disabled = told.disabled
      one.name = told.name
      if (told.maxlength >= 0) one.maxLength = told.maxlength
      else one.removeAttribute('maxlength')
      if (tag === 'input') one.type = told.password ? 'password' : 'text'
      one.inputMode = MODES[told.type] || 'text'
      one.enterKeyHint = { send: 'send', search: 'search', next: 'next', go: 'go', done: 'done' }[/** @type {string} */ (told.confirmType)] || ''
      host.style.setProperty('--placeholder', /color:\s*([^;]+)/.exec(told.placeholderStyle)?.[1] || '')
      placeholder(made, host)
      focus(made, one)
      grow(made, one)
    },
  }
}

/** placeholder-class is drawn by its colour: a class cannot reach a pseudo-element. In a component it is one of the
 * component's own, which bear its scope as the other classes of the element do. */
function placeholder(made, host) {
  if (!made.data.placeholderClass || made.probed === made.data.placeholderClass) return
  made.probed = made.data.placeholderClass
  const probe = inner(host, 'i')
  const scopes = [...host.classList].map((/** @type {string} */ one) => /^(.+?)--/.exec(one)?.[1]).filter(Boolean)
  probe.className = [made.probed, ...scopes.map((scope) => `${scope}--${made.probed}`)].join(' ')
  const colour = getComputedStyle(probe).color
  probe.remove()
  host.style.setProperty('--placeholder', rpx(colour))
}

function focus(made, one) {
  if (made.data.focus === made.wasFocused) return
  made.wasFocused = made.data.focus
  if (made.data.focus) one.focus()
  else if (document.activeElement === one) one.blur()
}

export const fields = { input: field('input'), textarea: field('textarea') }
