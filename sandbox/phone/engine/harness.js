/**
 * window.__phone: what a test (or the sandbox's page) may do with this phone and ask of it.
 *
 * Network: `cut()`, `restore(type?)`, `cutAfter(bytes, 'up' | 'down')` (up: the server gets just so many bytes when the proxy
 * of the sandbox stands between; down: the answer is lost after so many bytes, 0 loses all of it), `slow(ms)` before each call.
 * Life: `lock()`, `unlock()` (the mini-program in the background), `close()`, `reopen({keepTemporary, url})` (reloads; a test
 * kills by closing the page).
 * The person: `permit({camera, album, 'scope.…': bool})`, `scan(text…)`, `choose([{name, type?, url | bytes | size}], …)`,
 * `subscribe({ID | '*': 'accept' | 'reject' | 'ban', main: 'off'})`, `phoneCode(code | '')`, `loginCodes(code…)`,
 * `answer(true | false | index, …)` to the next modals and action sheets, `pullDown()`, `share()`, `letters(px)` of WeChat,
 * `open(url)`, `back()`.
 * Time: `setClock(ISO | ms)`, `now()`.
 * Asked: `page()` and `data()` of the page on top, `errors()`, `acts()` (what left the phone), `counters()`, `route()`, `storage()`, `files()`, `targets()` (all that
 * answers a tap, with role and size).
 */
import { acts } from './acts.js'
import { bars, element } from './bars.js'
import { now, setNow } from './dates.js'
import { targets } from './elements.js'
import { faults } from './faults.js'
import { parsed, stack, top } from './pages.js'
import { fontSize } from './parts/metas.js'
import { counted as payloads } from './payloads.js'
import { enter, hide, shared, show } from './program.js'
import { refresh } from './refreshing.js'
import { router } from './router.js'
import { setup } from './setup.js'
import { answers } from './wx/answers.js'
import { counted as calls, passed, state, turn } from './wx/line.js'
import { granted, system } from './wx/permissions.js'
import { dropTemporary, found, paths } from './wx/shelf.js'
import { storage } from './wx/storage.js'

/** @param {{name: string, type?: string, url?: string, bytes?: number[] | string, size?: number}} told `bytes` as numbers or base64; `size` of noise */
async function content({ url, bytes, size, type }) {
  if (url) return (await fetch(url)).blob()
  if (typeof bytes === 'string') return new Blob([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], { type })
  if (bytes) return new Blob([new Uint8Array(bytes)], { type })
  return new Blob(noise(size || 0), { type })
}

/** Bytes that repeat only after a megabyte: a chunk put in the wrong place is seen. @param {number} size */
function noise(size) {
  const block = new Uint32Array(256 * 1024)
  const parts = []
  for (let left = size, round = 1; left > 0; left -= block.byteLength, round += 1) {
    for (let index = 0; index < block.length; index += 1) block[index] = (index * 2654435761 + round * 40503) >>> 0
    parts.push(new Uint8Array(block.buffer.slice(0, Math.min(left, block.byteLength))))
  }
  return parts
}

const network = {
  cut: () => turn(false),
  restore: (/** @type {string} */ type = 'wifi') => turn(true, type),
  cutAfter(/** @type {number} */ bytes, /** @type {'up' | 'down'} */ way = 'up') {
    state[way === 'up' ? 'upLeft' : 'downLeft'] = bytes
    if (way === 'up' && bytes <= 0) passed('up', 0)
  },
  slow: (/** @type {number} */ ms) => void (state.delay = ms),
}

const life = {
  lock: hide,
  unlock: () => show(),
  close() {
    hide()
    const gone = element('div', 'mp-gone')
    const again = element('button', '', { type: 'button' })
    again.textContent = '再次打开'
    again.addEventListener('click', () => {
      gone.remove()
      show()
    })
    gone.append(Object.assign(element('p', ''), { textContent: '小程序已关闭' }), again)
    document.body.append(gone)
  },
  async reopen({ keepTemporary = true, url = '' } = {}) {
    if (!keepTemporary) await dropTemporary()
    history.replaceState(null, '', `#${url || location.hash.slice(1)}`)
    location.reload()
  },
}

const person = {
  permit(/** @type {Record<string, boolean>} */ told) {
    for (const [name, may] of Object.entries(told)) {
      if (name.startsWith('scope.')) granted[name] = may
      else system[/** @type {'camera' | 'album'} */ (name)] = may
    }
  },
  scan: (/** @type {string[]} */ ...read) => void answers.scans.push(...read),
  async choose(/** @type {any[][]} */ ...choosings) {
    for (const files of choosings) answers.files.push(await Promise.all(files.map(async (file) => ({ ...file, content: await content(file) }))))
  },
  subscribe: (/** @type {Record<string, string>} */ told) => void Object.assign(answers.subscribe, told),
  phoneCode: (/** @type {string | null} */ code) => void (answers.phoneCode = code),
  loginCodes: (/** @type {string[]} */ ...codes) => void answers.logins.push(...codes),
  answer: (/** @type {(boolean | number)[]} */ ...told) => void answers.modals.push(...told),
  pullDown: refresh,
  share: () => shared('menu'),
  letters(/** @type {number} */ px) {
    fontSize.now = px
    document.documentElement.style.fontSize = `${px}px`
  },
  /** Opens a page as a card, a code or a message does. */
  open(/** @type {string} */ url) {
    enter({ ...parsed(url), scene: parsed(url).query.scene ? 1047 : 1007, referrerInfo: {}, shareTicket: '' })
    router.reLaunch({ url: url.startsWith('/') ? url : `/${url}` })
  },
  back: () => router.navigateBack(),
}

/** The clock moves as if the phone had lain in a pocket: the page hears that it is shown again. */
function setClock(/** @type {string | number} */ moment) {
  const wasFar = Math.abs(new Date(moment).getTime() - now()) > 60_000
  setNow(moment)
  if (!wasFar || !stack.length) return
  hide()
  show()
}

export function start() {
  window.__phone = {
    ...network, ...life, ...person, setClock, now,
    setup,
    errors: () => [...faults],
    acts: () => [...acts],
    counters: () => ({ calls: { ...calls }, payloads: { ...payloads }, pages: stack.length }),
    route: () => (top() ? { path: top().route, query: { ...top().options } } : null),
    page: () => top().inst,
    data: () => JSON.parse(JSON.stringify(top().inst.data)),
    storage: () => storage.getStorageInfoSync(),
    files: () => paths().map((path) => ({ path, size: found(path).blob.size })),
    targets,
    redraw: () => bars.draw(),
  }
}
