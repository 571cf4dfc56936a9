// What moves under the finger: scroll-view and swiper.
import { any, fire, flag, keep, number, text } from './part.js'

const SETTLED = 150 // ms without a scroll event

/** @type {import('./part.js').Part} */
const scrollView = {
  properties: {
    scrollX: flag(), scrollY: flag(), scrollTop: any(), scrollLeft: any(), scrollIntoView: text(), upperThreshold: any(50), lowerThreshold: any(50),
    scrollWithAnimation: flag(), enableBackToTop: flag(), enableFlex: flag(), scrollAnchoring: flag(), enhanced: flag(), bounces: flag(true), showScrollbar: flag(true), pagingEnabled: flag(), fastDeceleration: flag(),
    refresherEnabled: flag(), refresherThreshold: number(45), refresherDefaultStyle: text('black'), refresherBackground: text('#FFF'), refresherTriggered: flag(), type: text('list'), usingSticky: flag(), scrollIntoViewOffset: number(0),
  },
  attached(made, host) {
    let before = 0
    host.addEventListener('scroll', () => {
      const { scrollTop, scrollLeft, scrollHeight, scrollWidth, clientHeight, clientWidth } = host
      fire(made, 'scroll', { scrollTop, scrollLeft, scrollHeight, scrollWidth, deltaX: 0, deltaY: before - scrollTop })
      before = scrollTop
      const isDown = made.data.scrollY ? scrollTop + clientHeight >= scrollHeight - parseFloat(made.data.lowerThreshold) : scrollLeft + clientWidth >= scrollWidth - parseFloat(made.data.lowerThreshold)
      if (isDown && !made.isDown) fire(made, 'scrolltolower', { direction: made.data.scrollY ? 'bottom' : 'right' })
      made.isDown = isDown
      const isUp = made.data.scrollY ? scrollTop <= parseFloat(made.data.upperThreshold) : scrollLeft <= parseFloat(made.data.upperThreshold)
      if (isUp && made.isUp === false) fire(made, 'scrolltoupper', { direction: made.data.scrollY ? 'top' : 'left' })
      made.isUp = isUp
    })
  },
  changed(made, host) {
    const told = made.data
    host.style.overflowX = told.scrollX ? 'auto' : 'hidden'
    host.style.overflowY = told.scrollY ? 'auto' : 'hidden'
    host.tabIndex = told.scrollX || told.scrollY ? 0 : -1
    host.style.display = told.enableFlex ? 'flex' : ''
    const behavior = told.scrollWithAnimation ? 'smooth' : 'auto'
    if (told.scrollTop !== null && told.scrollTop !== made.wasTop) host.scrollTo({ top: parseFloat((made.wasTop = told.scrollTop)), behavior })
    if (told.scrollLeft !== null && told.scrollLeft !== made.wasLeft) host.scrollTo({ left: parseFloat((made.wasLeft = told.scrollLeft)), behavior })
    if (told.scrollIntoView && told.scrollIntoView !== made.wasInto) host.querySelector(`#${CSS.escape(told.scrollIntoView)}`)?.scrollIntoView({ behavior, block: 'start' })
    made.wasInto = told.scrollIntoView
    if (made.wasRefreshing && !told.refresherTriggered) fire(made, 'refresherrestore', {})
    made.wasRefreshing = told.refresherTriggered
  },
}

const itemsOf = (host) => /** @type {HTMLElement[]} */ ([...host.querySelectorAll('wx-swiper-item')].filter((item) => item.parentElement?.closest('wx-swiper') === host))

/** @type {import('./part.js').Part} */
const swiper = {
  properties: {
    current: number(), autoplay: flag(), interval: number(5000), duration: number(500), circular: flag(), vertical: flag(), indicatorDots: flag(), indicatorColor: text('rgba(0,0,0,.3)'),
    indicatorActiveColor: text('#000'), previousMargin: text('0px'), nextMargin: text('0px'), displayMultipleItems: number(1), easingFunction: text('default'), snapToEdge: flag(), currentItemId: text(),
  },
  attached(made, host) {
    let timer = 0
    host.addEventListener('scroll', () => {
      clearTimeout(timer)
      timer = window.setTimeout(() => {
        const at = made.data.vertical ? host.scrollTop / host.clientHeight : host.scrollLeft / host.clientWidth
        settle(made, Math.round(at), 'touch')
      }, SETTLED)
    })
    made.timer = setInterval(() => {
      const items = itemsOf(host)
      if (!made.data.autoplay || document.hidden || items.length < 2) return
      const next = made.data.current + 1
      if (next < items.length || made.data.circular) settle(made, next % items.length, 'autoplay')
    }, Math.max(500, made.data.interval))
  },
  changed(made, host) {
    host.classList.toggle('mp-vertical', made.data.vertical)
    requestAnimationFrame(() => {
      const item = itemsOf(host)[made.data.current]
      if (!item) return
      const goal = made.data.vertical ? { top: item.offsetTop } : { left: item.offsetLeft }
      host.scrollTo({ ...goal, behavior: 'auto' })
    })
  },
  detached: (made) => clearInterval(made.timer),
}

function settle(made, current, source) {
  if (current === made.data.current) return
  keep(made, { current })
  fire(made, 'change', { current, currentItemId: '', source })
  fire(made, 'animationfinish', { current, currentItemId: '', source })
}

/** @type {import('./part.js').Part} */
const plain = { properties: { itemId: text(), skipHiddenItemLayout: flag() } }

const movableView = { properties: { direction: text('none'), x: any(0), y: any(0), disabled: flag(), scale: flag(), inertia: flag(), outOfBounds: flag(), damping: number(20), friction: number(2), animation: flag(true) } }

export const scrolling = { 'scroll-view': scrollView, swiper, 'swiper-item': plain, 'movable-area': { properties: { scaleArea: flag() } }, 'movable-view': movableView }
