// wx.setStorage and its kin: 1 MB a key, 10 MB altogether, kept per person and app, written before the call returns.
import { owner } from '../setup.js'
import { report } from '../faults.js'
import { Fail, api, sync } from './calling.js'
import { all, drop, put } from './kept.js'

export const MOST_A_KEY = 1024 * 1024
export const MOST = 10 * 1024 * 1024
const LARGE = 16 * 1024 // bytes from which a value ends in IndexedDB: localStorage holds 10 MB for all persons together
const PREFIX = `wx|${owner}|`
const ENCODER = new TextEncoder()

/** Text and size of every value, by key. @type {Map<string, {text: string, bytes: number}>} */
const values = new Map()

/** The last change of each key: whatever is older has nothing to say when it is done. @type {Map<string, number>} */
const changes = new Map()
let changed = 0

/** Brings back what was kept. Here stands what the database had no time for: the text, or nothing where it was taken away. */
export async function restoreValues() {
  const here = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length))
  for (const key of here) remember(key, localStorage.getItem(PREFIX + key) || '')
  for (const [key, text] of await all('values')) if (!values.has(key)) remember(key, text)
  for (const key of here) {
    const { text, bytes } = /** @type {{text: string, bytes: number}} */ (values.get(key))
    if (!text) values.delete(key)
    if (!text || bytes >= LARGE) later(lay(key))
  }
}

const remember = (/** @type {string} */ key, /** @type {string} */ text) => void values.set(key, { text, bytes: ENCODER.encode(key + text).length })
const total = () => [...values.values()].reduce((sum, { bytes }) => sum + bytes, 0)

/** @returns {Promise<void>} */
function write(key, data) {
  if (typeof key !== 'string' || !key) throw new Fail('parameter error: parameter.key should be String instead of Undefined;')
  if (data === undefined) throw new Fail('parameter error: data is undefined')
  const text = JSON.stringify({ data, date: data instanceof Date ? data.getTime() : undefined })
  const bytes = ENCODER.encode(key + text).length
  if (bytes > MOST_A_KEY) throw new Fail('entry size limit reached')
  if (total() - (values.get(key)?.bytes || 0) + bytes > MOST) throw new Fail('exceed storage max size 10Mb')
  values.set(key, { text, bytes })
  return lay(key)
}

/** What the key has now is kept when this returns, also if the page ends here; the promise: it lies where it belongs.
 * @param {string} key @returns {Promise<void>} */
function lay(key) {
  const { text, bytes } = values.get(key) || { text: '', bytes: 0 }
  const change = (changed += 1)
  changes.set(key, change)
  const isHere = laid(PREFIX + key, text)
  if (isHere && text && bytes < LARGE) return drop('values', key)
  return (text ? put('values', key, text) : drop('values', key)).then(() => {
    if (isHere && changes.get(key) === change) localStorage.removeItem(PREFIX + key)
  })
}

/** @param {string} name @param {string} text */
function laid(name, text) {
  try {
    localStorage.setItem(name, text)
    return true
  } catch {
    localStorage.removeItem(name) // full: other persons' values lie here, too
    return false
  }
}

function read(key) {
  const kept = values.get(key)
  if (!kept) return undefined
  const { data, date } = JSON.parse(kept.text)
  return date === undefined ? data : new Date(date)
}

function remove(key) {
  values.delete(key)
  return lay(key)
}

async function clear() {
  await Promise.all([...values.keys()].map(remove))
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
