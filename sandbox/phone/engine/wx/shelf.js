// The phone's files: temporary ones (wxfile://tmp_…) and the mini-program's own (wxfile://usr/…).
import { all, drop, put as keep } from './kept.js'
import { restoreValues } from './storage.js'
import { Fail } from './calling.js'

export const USER = 'wxfile://usr'
export const MOST_OWN = 200 * 1024 * 1024 // bytes under wxfile://usr and saved files together
const MOST_TEMPORARY = 4 * 1024 ** 3

/** @typedef {{blob: Blob, at: number}} Entry `at` is real time, ms */
/** @type {Map<string, Entry>} */
const entries = new Map()
/** @type {Set<string>} */
export const folders = new Set([USER])
/** @type {Map<string, string>} */
const addresses = new Map()

/** Brings back what was kept; before the app starts. */
export async function restore() {
  await restoreValues()
  for (const [path, row] of await all('files')) {
    if (row.folder) folders.add(path)
    else entries.set(path, row)
  }
}

/** @param {string} path */
export const normal = (path) => String(path).replace(/^http:\/\/(usr|tmp)/, (_, room) => (room === 'usr' ? USER : 'wxfile://tmp')).replace(/\/+$/, '')

/** @param {string} path @returns {Entry} */
export function found(path) {
  const entry = entries.get(normal(path))
  if (!entry) throw new Fail(`no such file or directory, open ${path}`, { errno: 1300002, errCode: 1300002 })
  return entry
}

/** @param {string} path */
export const has = (path) => entries.has(normal(path))
export const paths = () => [...entries.keys()]

const isOwn = (/** @type {string} */ path) => path.startsWith(`${USER}/`) || path.startsWith('wxfile://store_')
/** @param {boolean} isOwnWanted */
export const bytes = (isOwnWanted) => [...entries].filter(([path]) => isOwn(path) === isOwnWanted).reduce((sum, [, { blob }]) => sum + blob.size, 0)

/** @param {string} path @param {Blob} blob */
export async function set(path, blob) {
  const name = normal(path)
  const before = entries.get(name)?.blob.size || 0
  const most = isOwn(name) ? MOST_OWN : MOST_TEMPORARY
  if (bytes(isOwn(name)) - before + blob.size > most) throw new Fail('the maximum size of the file storage limit is exceeded', { errno: 1300202, errCode: 1300202 })
  const entry = { blob, at: Date.now() }
  entries.set(name, entry)
  forget(name)
  await keep('files', name, entry)
}

/** A new temporary file. @param {Blob & {name?: string}} blob @param {string} [ending] with its dot */
export async function temporary(blob, ending) {
  const last = ending ?? /\.\w+$/.exec(blob.name || '')?.[0]?.toLowerCase() ?? ''
  const path = `wxfile://tmp_${crypto.randomUUID().replaceAll('-', '').slice(0, 24)}${last}`
  await set(path, blob)
  return path
}

/** @param {string} path */
export async function remove(path) {
  found(path)
  const name = normal(path)
  entries.delete(name)
  forget(name)
  await drop('files', name)
}

/** @param {string} path */
export async function addFolder(path) {
  folders.add(normal(path))
  await keep('files', normal(path), { folder: true })
}

/** @param {string} path */
export async function removeFolder(path) {
  folders.delete(normal(path))
  await drop('files', normal(path))
}

/** Temporary files are gone after some restarts. */
export async function dropTemporary() {
  for (const path of paths()) if (!isOwn(path)) await remove(path)
}

/** An address the browser can show. @param {string} path */
export function address(path) {
  const name = normal(path)
  const entry = entries.get(name)
  if (!entry) return ''
  if (!addresses.has(name)) addresses.set(name, URL.createObjectURL(entry.blob))
  return addresses.get(name) || ''
}

function forget(name) {
  const old = addresses.get(name)
  if (old) URL.revokeObjectURL(old)
  addresses.delete(name)
}
