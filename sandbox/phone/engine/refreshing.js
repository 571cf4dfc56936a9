// Pulling a page down to refresh it: by a finger (or the mouse), by wx.startPullDownRefresh, ended by wx.stopPullDownRefresh.
import { element } from './bars.js'
import { call, top } from './pages.js'
import { app } from './space.js'

const FAR = 70 // px from which letting go refreshes
const LONGEST = 10_000 // ms the sign stays when nobody stops it

/** @type {HTMLElement | null} */
let sign = null
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer

const mayPull = () => Boolean(app.units[top()?.route]?.enablePullDownRefresh ?? app.app.window?.enablePullDownRefresh)

export function refresh() {
  stop()
  sign = element('div', 'mp-refreshing', { role: 'status', 'aria-label': '正在刷新' })
  top().frame.append(sign)
  timer = setTimeout(stop, LONGEST)
  call(top(), 'onPullDownRefresh')
}

export function stop() {
  clearTimeout(timer)
  sign?.remove()
  sign = null
}

/** @param {HTMLElement} place where fingers are watched */
export function watch(place) {
  let from = NaN
  place.addEventListener('pointerdown', (event) => {
    from = mayPull() && top().element.scrollTop <= 0 ? event.clientY : NaN
  })
  addEventListener('pointerup', (event) => {
    if (event.clientY - from > FAR && top().element.scrollTop <= 0) refresh()
    from = NaN
  })
  addEventListener('pointercancel', () => void (from = NaN))
}
