// Counts what setData carries: on a phone it crosses from one thread to another as text.
import { report } from './faults.js'

export const LARGEST = 32 * 1024
const ENCODER = new TextEncoder()

/** @type {{calls: number, bytes: number, largest: number, by: string}} */
export const counted = { calls: 0, bytes: 0, largest: 0, by: '' }

/** Wraps setData of every page and component. @param {any} prototype ComponentCaller's */
export function count(prototype) {
  const set = prototype.setData
  prototype.setData = function (/** @type {any} */ given, /** @type {any} */ done) {
    weigh(given, this.is)
    return set.call(this, given, done)
  }
}

/** @param {any} given @param {string} by */
function weigh(given, by) {
  for (const [key, value] of Object.entries(given || {})) {
    if (value === undefined) report(`setData of ${by}: "${key}" is undefined`)
  }
  const bytes = ENCODER.encode(JSON.stringify(given) || '').length
  counted.calls += 1
  counted.bytes += bytes
  if (bytes > counted.largest) Object.assign(counted, { largest: bytes, by })
  if (bytes >= LARGEST) report(`setData of ${by}: ${bytes} bytes, must stay under ${LARGEST} (${Object.keys(given).join(', ')})`)
}
