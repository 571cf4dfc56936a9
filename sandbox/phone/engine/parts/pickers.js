// picker: a sheet from below with one wheel a column; every option can be tapped and read.
import { sheet } from '../sheets.js'
import { any, control, fire, flag, inForm, keep, list, number, text } from './part.js'
import { now } from '../dates.js'

const two = (value) => String(value).padStart(2, '0')
const label = (option, key) => String(key && option && typeof option === 'object' ? option[key] : option ?? '')

/** The columns of a picker and which option of each is chosen. @returns {{columns: string[][], chosen: number[]}} */
function wheels(told) {
  if (told.mode === 'multiSelector') {
    return { columns: told.range.map((column) => column.map((option) => label(option, told.rangeKey))), chosen: [...(told.value || [])] }
  }
  if (told.mode === 'date') return dateWheels(told)
  if (told.mode === 'time') {
    const [hour, minute] = String(told.value || '00:00').split(':').map(Number)
    return { columns: [numbers(0, 23), numbers(0, 59)], chosen: [hour || 0, minute || 0] }
  }
  return { columns: [told.range.map((option) => label(option, told.rangeKey))], chosen: [Number(told.value) || 0] }
}

const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => two(from + index))

function dateWheels(told) {
  const depth = { year: 1, month: 2, day: 3 }[/** @type {string} */ (told.fields || 'day')] || 3
  const [from, to] = [told.start || '1900-01-01', told.end || '2100-12-31'].map((day) => Number(day.slice(0, 4)))
  const today = new Date(now() + 8 * 3600_000).toISOString().slice(0, 10)
  const [year, month, day] = (told.value || today).split('-').map(Number)
  const columns = [numbers(from, to), numbers(1, 12), numbers(1, new Date(year, month, 0).getDate() || 31)].slice(0, depth)
  const chosen = [year - from, (month || 1) - 1, (day || 1) - 1].slice(0, depth).map((at) => Math.max(0, at))
  return { columns, chosen }
}

/** What change tells, by mode. */
function valueOf(told, { columns, chosen }) {
  if (told.mode === 'selector') return chosen[0]
  if (told.mode === 'multiSelector') return chosen
  const words = columns.map((column, index) => column[Math.min(chosen[index], column.length - 1)])
  if (told.mode === 'time') return words.join(':')
  const value = words.join('-')
  if (told.start && value < told.start.slice(0, value.length)) return told.start.slice(0, value.length)
  if (told.end && value > told.end.slice(0, value.length)) return told.end.slice(0, value.length)
  return value
}

/** @type {import('./part.js').Part} */
const picker = {
  properties: {
    mode: text('selector'), range: any([]), rangeKey: text(), value: any(), start: text(), end: text(), fields: text('day'), disabled: flag(), name: text(), headerText: text(),
    customItem: text(), level: text('region'),
  },
  attached(made, host) {
    control(host, 'button', () => {
      if (!made.data.disabled) open(made)
    })
    host.setAttribute('aria-haspopup', 'listbox')
    inForm(host, { name: () => made.data.name, value: () => made.data.value, reset: () => keep(made, { value: null }) })
  },
  changed(made, host) {
    host.setAttribute('aria-disabled', String(Boolean(made.data.disabled)))
    made.redraw?.()
  },
}

function open(made) {
  const told = made.data
  if (!['selector', 'multiSelector', 'date', 'time'].includes(told.mode)) throw new Error(`picker mode "${told.mode}" is not in this phone`)
  const state = wheels(told)
  const panel = sheet({ title: told.headerText, label: told.headerText || '请选择', onCancel: () => end('cancel') })
  function end(name, detail = {}) {
    made.redraw = null
    panel.close()
    fire(made, name, detail)
  }
  const isSimple = told.mode === 'selector'
  const draw = () => {
    if (told.mode === 'multiSelector') state.columns = made.data.range.map((column) => column.map((option) => label(option, made.data.rangeKey)))
    panel.columns(state, (column, index) => {
      state.chosen[column] = index
      if (told.mode === 'multiSelector') fire(made, 'columnchange', { column, value: index })
      if (told.mode === 'date') state.columns = dateWheels({ ...told, value: valueOf({ mode: 'date' }, state) }).columns
      draw()
    })
  }
  made.redraw = () => {
    if (told.mode === 'multiSelector' && Array.isArray(made.data.value)) state.chosen = [...made.data.value]
    draw()
  }
  panel.accept(() => {
    const value = valueOf(told, state)
    keep(made, { value })
    end('change', { value })
  }, isSimple ? '确定' : '确定')
  draw()
}

/** @type {import('./part.js').Part} */
const pickerView = {
  properties: { value: list(), indicatorStyle: text(), indicatorClass: text(), maskStyle: text(), maskClass: text(), immediateChange: flag() },
  attached(made, host) {
    Object.assign(host, { made })
  },
}

/** @type {import('./part.js').Part} */
const pickerViewColumn = {
  properties: { index: number() },
  attached(made, host) {
    host.tabIndex = 0
    host.addEventListener('click', (event) => {
      const item = [...host.children].findIndex((one) => one.contains(/** @type {Node} */ (event.target)))
      const view = /** @type {any} */ (host.closest('wx-picker-view'))
      if (item < 0 || !view) return
      const column = [...view.querySelectorAll('wx-picker-view-column')].indexOf(host)
      const value = [...view.made.data.value]
      value[column] = item
      keep(view.made, { value })
      fire(view.made, 'change', { value })
    })
  },
}

export const pickers = { picker, 'picker-view': pickerView, 'picker-view-column': pickerViewColumn }
