// What a mini-program shows beside its pages: notes, questions, lists, pictures, documents.
import { did } from '../acts.js'
import { source } from '../parts/sources.js'
import { top } from '../pages.js'
import { refresh, stop } from '../refreshing.js'
import { ask, button, note, offer } from '../sheets.js'
import { element } from '../bars.js'
import { answers } from './answers.js'
import { Fail, api } from './calling.js'
import { found } from './shelf.js'

const LONGEST_BUTTON = 4
const MOST_ITEMS = 6
/** @type {HTMLElement | null} */
let shown = null
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer

/** @param {any} told @param {boolean} isLoading */
function toast({ title = '', icon = 'success', duration = 1500, mask = false }, isLoading) {
  clearTimeout(timer)
  shown = note(String(title), { icon: isLoading ? 'loading' : icon, isLoading, mask })
  if (!isLoading) timer = setTimeout(hide, duration)
}

function hide() {
  shown?.remove()
  shown = null
}

async function modal({ title = '', content = '', showCancel = true, cancelText = '取消', confirmText = '确定', editable = false, placeholderText = '', cancelColor, confirmColor }) {
  for (const words of [cancelText, confirmText]) if ([...words].length > LONGEST_BUTTON) throw new Fail(`parameter error: "${words}" has more than 4 characters`)
  const ready = answers.modals.shift()
  const acts = [...(showCancel ? [{ words: cancelText, value: false, color: cancelColor }] : []), { words: confirmText, value: true, isMain: true, color: confirmColor }]
  const { value, typed } = ready === undefined ? await ask({ title, content: editable ? '' : content, field: editable ? content : undefined, placeholder: placeholderText, acts }) : { value: Boolean(ready), typed: content }
  return { confirm: value, cancel: !value, content: editable && value ? typed : null }
}

async function actions({ itemList = [], alertText = '', itemColor = '' }) {
  if (!itemList.length || itemList.length > MOST_ITEMS) throw new Fail(`parameter error: itemList should have 1 to ${MOST_ITEMS} items`)
  const ready = answers.modals.shift()
  const tapIndex = ready === undefined ? await offer(itemList, alertText, itemColor) : Number(ready)
  if (tapIndex < 0) throw new Fail('cancel')
  return { tapIndex }
}

/** @param {{urls: string[], current?: string | number}} given */
function preview({ urls, current }) {
  if (!Array.isArray(urls) || !urls.length) throw new Fail('parameter error: urls is empty')
  const cover = element('div', 'mp-cover mp-middle', { role: 'dialog', 'aria-modal': 'true', 'aria-label': '查看图片' })
  const at = typeof current === 'number' ? current : Math.max(0, urls.indexOf(current || urls[0]))
  const picture = element('img', '', { src: source(urls[at]), alt: '图片', style: 'max-width:96vw;max-height:80vh;object-fit:contain' })
  const close = button('关闭', () => cover.remove())
  close.style.color = '#fff'
  cover.append(picture, close)
  document.body.append(cover)
  close.focus()
  did('previewImage', { urls, current: urls[at] })
}

function open({ filePath, fileType = '', showMenu = false }) {
  const { blob } = found(filePath)
  const kind = fileType || /\.(\w+)$/.exec(filePath)?.[1] || ''
  if (!['doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'pdf'].includes(kind)) throw new Fail('filetype not supported')
  did('openDocument', { path: filePath, fileType: kind, showMenu, size: blob.size, address: source(filePath) })
}

export const showing = {
  showToast: api('showToast', (given) => toast(given, false)),
  hideToast: api('hideToast', hide),
  showLoading: api('showLoading', (given) => toast(given, true)),
  hideLoading: api('hideLoading', hide),
  showModal: api('showModal', modal),
  showActionSheet: api('showActionSheet', actions),
  previewImage: api('previewImage', preview),
  previewMedia: api('previewMedia', ({ sources, current = 0 }) => preview({ urls: sources.map((one) => one.url), current })),
  openDocument: api('openDocument', open),
  startPullDownRefresh: api('startPullDownRefresh', refresh),
  stopPullDownRefresh: api('stopPullDownRefresh', stop),
  setBackgroundTextStyle: api('setBackgroundTextStyle', () => ({})),
  setBackgroundColor: api('setBackgroundColor', () => ({})),
  enableAlertBeforeUnload: api('enableAlertBeforeUnload', ({ message }) => void (top().look.beforeUnload = message)),
  disableAlertBeforeUnload: api('disableAlertBeforeUnload', () => void delete top().look.beforeUnload),
}
