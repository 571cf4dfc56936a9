// The phone's line to the world: up or cut, ten calls at once, nothing for long in the background.
import { isForeground, listen } from '../program.js'
import { Fail } from './calling.js'

export const AT_ONCE = 10 // wx.request, uploadFile and downloadFile together
export const LONGEST = 60_000 // ms; the default, and the most a call may ask for
const BACKGROUND = 5000 // ms a call may go on after the mini-program was left

/** @typedef {{start: () => void, stop: (why: Fail) => void, isRunning: boolean}} Call */
/** @type {Call[]} */
const waiting = []
/** @type {Set<Call>} */
const running = new Set()
/** @type {Set<(told: {isConnected: boolean, networkType: string}) => void>} */
const watchers = new Set()

/** @type {{isUp: boolean, type: string, upLeft: number, downLeft: number, delay: number}} bytes until the line is cut by itself; ms before each call */
export const state = { isUp: true, type: 'wifi', upLeft: Infinity, downLeft: Infinity, delay: 0 }
export const counted = { started: 0, atOnce: 0, mostAtOnce: 0, waiting: 0, up: 0, down: 0 }

export const lost = () => new Fail('net::ERR_INTERNET_DISCONNECTED', { errno: 600001 })
export const aborted = () => new Fail('abort')
export const late = () => new Fail('timeout', { errno: 5 })
const interrupted = () => new Fail('interrupted', { errno: 600003 })

/** Takes its turn. @param {Call} call */
export function enqueue(call) {
  waiting.push(call)
  next()
}

/** @param {Call} call */
export function done(call) {
  running.delete(call)
  const index = waiting.indexOf(call)
  if (index >= 0) waiting.splice(index, 1)
  next()
}

function next() {
  while (waiting.length && running.size < AT_ONCE && isForeground()) {
    const call = /** @type {Call} */ (waiting.shift())
    running.add(call)
    call.isRunning = true
    counted.started += 1
    counted.mostAtOnce = Math.max(counted.mostAtOnce, running.size)
    call.start()
  }
  counted.atOnce = running.size
  counted.waiting = waiting.length
}

/** @param {boolean} isUp @param {string} [type] wifi, 5g, 4g, 3g, 2g */
export function turn(isUp, type = state.type) {
  const was = { ...state }
  Object.assign(state, { isUp, type, upLeft: Infinity, downLeft: Infinity })
  if (!isUp) for (const call of [...running]) call.stop(lost())
  if (was.isUp === isUp && was.type === type) return
  for (const watcher of watchers) watcher({ isConnected: isUp, networkType: networkType() })
}

/** Bytes that went up or came down; cuts the line when its measure is full.
 * @param {'up' | 'down'} way @param {number} bytes */
export function passed(way, bytes) {
  counted[way] += bytes
  const left = way === 'up' ? 'upLeft' : 'downLeft'
  if (state[left] === Infinity) return
  state[left] -= bytes
  if (state[left] <= 0) turn(false)
}

export const networkType = () => (state.isUp ? state.type : 'none')
export const watch = (/** @type {any} */ watcher) => void watchers.add(watcher)
export const unwatch = (/** @type {any} */ watcher) => (watcher ? void watchers.delete(watcher) : watchers.clear())

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer
listen('hide')(() => {
  timer = setTimeout(() => {
    for (const call of [...running]) call.stop(interrupted())
  }, BACKGROUND)
})
listen('show')(() => {
  clearTimeout(timer)
  next()
})
