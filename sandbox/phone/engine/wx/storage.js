// wx.setStorage and its kin: 1 MB a key, 10 MB altogether, kept per person and app, written before the call returns.
import { owner } from '../setup.js'
import { report } from '../faults.js'
import { Fail, api, sync } from './calling.js'
import { all, clear as clearKept, drop, put } from './kept.js'

export const MOST_A_KEY = 1024 * 1024
export const MOST = 10 * 1024 * 1024
const LARGE = 16 * 1024 // bytes from which a value lies in IndexedDB: localStorage holds 10 MB for all persons together
const PREFIX = `wx|${owner}|`
const ENCODER = new TextEncoder()

/** Text and size of every value, by key. @type {Map<string, {text: string, bytes: number}>} */
const values = new Map()

/** Brings back what was kept. */
export async function restoreValues() {
  for (let index = 0; index < localStorage.length; index += 1) {
    const name = localStorage.key(index) || ''
    if (name.startsWith(PREFIX)) remember(name.slice(PREFIX.length), localStorage.getItem(name) || '')
  }
  for (const [key, text] of await all('values')) if (!values.has(key)) remember(key, text)
}

const remember = (/** @type {string} */ key, /** @type {string} */ text) => void values.set(key, { text, bytes: ENCODER.encode(key + text).length })
const total = () => [...values.values()].reduce((sum, { bytes }) => sum + bytes, 0)

/** @returns {Promise<void>} kept for good; small values already are when this returns */
function write(key, data) {
  if (typeof key !== 'string' || !key) throw new Fail('parameter error: parameter.key should be String instead of Undefined;')
  if (data === undefined) throw new Fail('parameter error: data is undefined')
  const text = JSON.stringify({ data, date: data instanceof Date ? data.getTime() : undefined })
  const bytes = ENCODER.encode(key + text).length
  if (bytes > MOST_A_KEY) throw new Fail('entry size limit reached')
  if (total() - (values.get(key)?.bytes || 0) + bytes > MOST) throw new Fail('exceed storage max size 10Mb')
  values.set(key, { text, bytes })
  if (bytes < LARGE) {
    try {
      localStorage.setItem(PREFIX + key, text)
      return drop('values', key)
    } catch {
      // full: other persons' values lie here, too
    }
  }
  localStorage.removeItem(PREFIX + key)
  return put('values', key, text)
}

function read(key) {
  const kept = values.get(key)
  if (!kept) return undefined
  const { data, date } = JSON.parse(kept.text)
  return date === undefined ? data : new Date(date)
}

function remove(key) {
  values.delete(key)
  localStorage.removeItem(PREFIX + key)
  return drop('values', key)
}

function clear() {
  for (const key of values.keys()) localStorage.removeItem(PREFIX + key)
  values.clear()
  return clearKept('values')
}

const later = (/** @type {Promise<void>} */ done) => void done.catch(report)
const told = () => ({ keys: [...values.keys()], currentSize: Math.ceil(total() / 1024), limitSize: MOST / 1024 })

export const storage = {
  setStorage: api('setStorage', ({ key, data }) => write(key, data)),
  getStorage: api('getStorage', ({ key }) => {
    if (!values.has(key)) throw new Fail('data not found')
    return { data: read(key) }
  }),
  removeStorage: api('removeStorage', ({ key }) => remove(key)),
  clearStorage: api('clearStorage', clear),
  getStorageInfo: api('getStorageInfo', told),
  setStorageSync: sync('setStorageSync', (key, data) => later(write(key, data))),
  getStorageSync: sync('getStorageSync', (key) => read(key) ?? ''),
  removeStorageSync: sync('removeStorageSync', (key) => later(remove(key))),
  clearStorageSync: sync('clearStorageSync', () => later(clear())),
  getStorageInfoSync: told,
  batchSetStorageSync: sync('batchSetStorageSync', (list) => list.forEach(({ key, value }) => later(write(key, value)))),
  batchGetStorageSync: sync('batchGetStorageSync', (keys) => keys.map((key) => read(key) ?? '')),
}
