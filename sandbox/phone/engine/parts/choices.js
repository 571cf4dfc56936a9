// Switches, radios, checkboxes and sliders.
import { any, control, fire, flag, inForm, inner, keep, list, number, text } from './part.js'

const mark = (host, isOn) => {
  host.classList.toggle('mp-on', isOn)
  host.setAttribute('aria-checked', String(isOn))
}

/** @type {import('./part.js').Part} */
const toggle = {
  properties: { checked: flag(), disabled: flag(), color: text(), name: text(), type: text('switch') },
  attached(made, host) {
    control(host, 'switch', () => {
      if (made.data.disabled) return
      keep(made, { checked: !made.data.checked })
      fire(made, 'change', { value: made.data.checked })
    })
    inForm(host, { name: () => made.data.name, value: () => made.data.checked, reset: () => keep(made, { checked: false }) })
  },
  changed(made, host) {
    mark(host, made.data.checked)
    host.classList.toggle('mp-box', made.data.type === 'checkbox')
    host.style.setProperty('--on', made.data.color || '')
    disable(host, made.data.disabled)
  },
}

function disable(host, isDisabled) {
  host.toggleAttribute('disabled', isDisabled)
  host.setAttribute('aria-disabled', String(Boolean(isDisabled)))
  host.tabIndex = isDisabled ? -1 : 0
}

/** @param {'radio' | 'checkbox'} kind @returns {import('./part.js').Part} */
function choice(kind) {
  return {
    properties: { value: any(''), checked: flag(), disabled: flag(), color: text(), name: text(), backgroundColor: text(), activeBackgroundColor: text(), borderColor: text(), activeBorderColor: text(), iconColor: text() },
    attached(made, host) {
      Object.assign(host, { made })
      host.prepend(Object.assign(document.createElement('i'), { className: 'mp-mark' }))
      control(host, kind, () => {
        if (made.data.disabled || (kind === 'radio' && made.data.checked)) return
        const group = host.closest(`wx-${kind}-group`)
        if (kind === 'radio') for (const other of members(group, kind)) if (other !== made) keep(other, { checked: false })
        keep(made, { checked: !made.data.checked })
        const told = /** @type {any} */ (group)?.made
        if (told) fire(told, 'change', { value: valueOf(group, kind) })
      })
    },
    changed(made, host) {
      mark(host, made.data.checked)
      host.style.setProperty('--on', made.data.activeBackgroundColor || made.data.color || '')
      disable(host, made.data.disabled)
    },
  }
}

const members = (group, kind) => [...(group?.querySelectorAll(`wx-${kind}`) || [])].map((one) => /** @type {any} */ (one).made)

function valueOf(group, kind) {
  const on = members(group, kind).filter((one) => one.data.checked).map((one) => one.data.value)
  return kind === 'radio' ? on[0] ?? '' : on
}

/** @param {'radio' | 'checkbox'} kind @returns {import('./part.js').Part} */
function group(kind) {
  return {
    properties: { name: text() },
    attached(made, host) {
      Object.assign(host, { made })
      if (kind === 'radio') host.setAttribute('role', 'radiogroup')
      else host.setAttribute('role', 'group')
      inForm(host, {
        name: () => made.data.name,
        value: () => valueOf(host, kind),
        reset: () => members(host, kind).forEach((one) => keep(one, { checked: false })),
      })
    },
  }
}

/** @type {import('./part.js').Part} */
const slider = {
  properties: { min: number(0), max: number(100), step: number(1), value: number(0), disabled: flag(), showValue: flag(), activeColor: text('#1aad19'), backgroundColor: text('#e9e9e9'), blockSize: number(28), blockColor: text('#fff'), color: text(), selectedColor: text(), name: text(), forList: list() },
  attached(made, host) {
    const rail = /** @type {HTMLInputElement} */ (inner(host, 'input'))
    made.rail = rail
    rail.type = 'range'
    made.told = inner(host, 'span')
    rail.addEventListener('input', () => {
      keep(made, { value: Number(rail.value) })
      fire(made, 'changing', { value: made.data.value })
    })
    rail.addEventListener('change', () => fire(made, 'change', { value: made.data.value }))
    inForm(host, { name: () => made.data.name, value: () => made.data.value, reset: () => keep(made, { value: made.data.min }) })
  },
  spoken: (made) => made.rail,
  changed(made) {
    const { min, max, step, value, disabled, showValue, activeColor } = made.data
    Object.assign(made.rail, { min, max, step, disabled })
    made.rail.value = String(value)
    made.rail.style.setProperty('--on', activeColor)
    made.rail.style.setProperty('--at', `${(100 * (value - min)) / (max - min || 1)}%`)
    made.told.textContent = showValue ? String(value) : ''
  },
}

export const choices = {
  switch: toggle, radio: choice('radio'), 'radio-group': group('radio'), checkbox: choice('checkbox'), 'checkbox-group': group('checkbox'), slider,
}
