// What surrounds a page: the bar with its title, the way back, the capsule; and the tabs below.
import { app } from './space.js'

/** @param {string} tag @param {string} cls @param {Record<string, string>} [attributes] */
export function element(tag, cls, attributes = {}) {
  const made = document.createElement(tag)
  if (cls) made.className = cls
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}

const bar = element('div', 'mp-bar')
const title = element('div', 'mp-title', { role: 'heading', 'aria-level': '1' })
const back = element('button', 'mp-back', { type: 'button', 'aria-label': '返回' })
const place = element('div', 'mp-place', { role: 'main' })
/** @type {HTMLElement | null} */
let tabs = null
/** @type {string[]} */
const badges = []
/** What the buttons do. @type {{top: () => any, depth: () => number, back: () => void, menu: () => void, close: () => void, tab: (path: string) => void}} */
let doing

export const bars = {
  /** @param {typeof doing} given */
  start(given) {
    doing = given
    back.addEventListener('click', () => doing.back())
    bar.append(back, title, capsule())
    document.body.append(bar, place)
    if (app.app.tabBar?.list) startTabs()
    measure()
    addEventListener('resize', measure)
  },
  place: () => place,
  /** Draws title, colours and tabs for the page on top. */
  draw() {
    const page = doing.top()
    const look = { ...app.app.window, ...app.units[page.route], ...page.look }
    const isCustom = look.navigationStyle === 'custom'
    title.textContent = look.navigationBarTitleText || ''
    document.title = title.textContent || '小程序'
    document.body.classList.toggle('mp-custom', isCustom)
    bar.style.background = isCustom ? 'transparent' : look.navigationBarBackgroundColor || '#000000'
    bar.style.color = look.navigationBarTextStyle === 'black' ? '#000' : '#fff'
    bar.classList.toggle('mp-dark', look.navigationBarTextStyle === 'black')
    back.hidden = doing.depth() < 2
    place.style.background = look.backgroundColor || '#fff'
    drawTabs(page.route)
    measure()
  },
  /** @param {number} index @param {string} text */
  badge(index, text) {
    badges[index] = String(text)
    drawTabs(doing.top().route)
  },
}

/** The page's height in hundredths, for vh. */
function measure() {
  document.documentElement.style.setProperty('--mp-vh', `${place.clientHeight / 100}px`)
}

function capsule() {
  const made = element('div', 'mp-capsule')
  const more = element('button', '', { type: 'button', 'aria-label': '更多' })
  more.textContent = '•••'
  more.addEventListener('click', () => doing.menu())
  const close = element('button', '', { type: 'button', 'aria-label': '关闭小程序' })
  close.textContent = '◉'
  close.addEventListener('click', () => doing.close())
  made.append(more, close)
  return made
}

function startTabs() {
  tabs = element('div', 'mp-tabs', { role: 'tablist' })
  for (const tab of app.app.tabBar.list) {
    const one = element('button', 'mp-tab', { type: 'button', role: 'tab' })
    if (tab.iconPath) one.append(element('img', '', { alt: '' }))
    const words = element('span', '')
    words.textContent = tab.text
    one.append(words)
    one.addEventListener('click', () => doing.tab(tab.pagePath))
    tabs.append(one)
  }
  document.body.append(tabs)
}

function drawTabs(route) {
  if (!tabs) return
  const told = app.app.tabBar
  const index = told.list.findIndex((/** @type {any} */ tab) => tab.pagePath === route)
  tabs.hidden = index < 0 || told.custom === true
  document.body.classList.toggle('mp-tabbed', !tabs.hidden)
  tabs.style.background = told.backgroundColor || '#fff'
  for (const [number, one] of [...tabs.children].entries()) {
    const isHere = number === index
    one.setAttribute('aria-selected', String(isHere))
    one.setAttribute('data-badge', badges[number] || '')
    const colour = isHere ? told.selectedColor || '#07c160' : told.color || '#555'
    one.setAttribute('style', `color:${colour}`)
    const icon = told.list[number][isHere ? 'selectedIconPath' : 'iconPath']
    if (icon) one.querySelector('img')?.setAttribute('src', icon)
  }
}
