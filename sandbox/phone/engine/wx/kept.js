// What outlives the page: one IndexedDB for files and large values, kept per person and app.
import { owner } from '../setup.js'

/** @type {Promise<IDBDatabase> | null} */
let opened = null

function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open('wuxiao-phone', 1)
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('files')
      asked.result.createObjectStore('values')
    }
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error)
  })
  return opened
}

/** @param {'files' | 'values'} store @param {(rows: IDBObjectStore) => void} work */
async function change(store, work) {
  const base = await database()
  await new Promise((resolve, reject) => {
    const transaction = base.transaction(store, 'readwrite', { durability: 'relaxed' })
    transaction.oncomplete = () => resolve(undefined)
    transaction.onerror = transaction.onabort = () => reject(transaction.error)
    work(transaction.objectStore(store))
  })
}

const range = () => IDBKeyRange.bound(`${owner}|`, `${owner}|\uffff`)

/** @param {'files' | 'values'} store @param {string} key @param {any} value */
export const put = (store, key, value) => change(store, (rows) => rows.put(value, `${owner}|${key}`))
/** @param {'files' | 'values'} store @param {string} key */
export const drop = (store, key) => change(store, (rows) => rows.delete(`${owner}|${key}`))

/** Everything of this person and app. @param {'files' | 'values'} store @returns {Promise<[string, any][]>} */
export async function all(store) {
  const base = await database()
  const rows = base.transaction(store).objectStore(store)
  const [keys, values] = await Promise.all([answer(rows.getAllKeys(range())), answer(rows.getAll(range()))])
  return keys.map((key, index) => [String(key).slice(owner.length + 1), values[index]])
}

/** @template T @param {IDBRequest<T>} asked @returns {Promise<T>} */
const answer = (asked) =>
  new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error)
  })
