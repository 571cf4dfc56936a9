// wx.getFileSystemManager: what a mini-program may do with the phone's files.
import { Fail, api, sync } from './calling.js'
import { digest } from './digests.js'
import { USER, addFolder, address, found, folders, has, normal, paths, remove, removeFolder, set } from './shelf.js'

const MOST_READ = 100 * 1024 * 1024 // bytes of a file that may be read, whole or in part
const TEXTS = { utf8: 'utf-8', 'utf-8': 'utf-8', ascii: 'latin1', latin1: 'latin1', binary: 'latin1', ucs2: 'utf-16le', 'utf16le': 'utf-16le' }

const own = (/** @type {string} */ path) => {
  if (!normal(path).startsWith(`${USER}/`) && normal(path) !== USER) throw new Fail(`permission denied, open ${path}`, { errno: 1300013, errCode: 1300013 })
  return normal(path)
}
const parent = (/** @type {string} */ path) => path.slice(0, path.lastIndexOf('/'))

/** The part of a file that was asked for. @returns {Blob} */
function part({ filePath, position = 0, length }) {
  const { blob } = found(filePath)
  if (blob.size > MOST_READ) throw new Fail('the maximum size of the file storage limit is exceeded', { errno: 1300202, errCode: 1300202 })
  if (!Number.isInteger(position) || position < 0 || (position > 0 && position >= blob.size)) throw new Fail(`the value of "position" is out of range`)
  if (length !== undefined && (!Number.isInteger(length) || length < 1 || position + length > blob.size)) throw new Fail(`the value of "length" is out of range`)
  return blob.slice(position, length === undefined ? undefined : position + length)
}

/** @param {ArrayBuffer} bytes @param {string} [encoding] */
function decoded(bytes, encoding) {
  if (!encoding) return bytes
  if (encoding === 'base64') return btoa(binary(bytes))
  if (encoding === 'hex') return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  if (!TEXTS[encoding]) throw new Fail(`invalid encoding "${encoding}"`)
  return new TextDecoder(TEXTS[encoding]).decode(bytes)
}

function binary(bytes) {
  const view = new Uint8Array(bytes)
  let made = ''
  for (let at = 0; at < view.length; at += 8192) made += String.fromCharCode(...view.subarray(at, at + 8192))
  return made
}

/** @param {string | ArrayBuffer} content @param {string} [encoding] */
function encoded(content, encoding = 'utf8') {
  if (typeof content !== 'string') return new Blob([content])
  if (encoding === 'base64') return new Blob([Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))])
  return new Blob([content])
}

async function write(filePath, data, encoding) {
  const path = own(filePath)
  if (!folders.has(parent(path))) throw new Fail(`no such file or directory, open ${filePath}`, { errno: 1300002 })
  await set(path, encoded(data, encoding))
}

async function save({ tempFilePath, filePath }) {
  const { blob } = found(tempFilePath)
  const path = filePath ? own(filePath) : `wxfile://store_${normal(tempFilePath).split('tmp_').pop()}`
  await set(path, blob)
  if (normal(tempFilePath) !== path) await remove(tempFilePath)
  return { savedFilePath: path }
}

function access(path) {
  if (!has(path) && !folders.has(normal(path))) throw new Fail(`no such file or directory ${path}`, { errno: 1300002, errCode: 1300002 })
}

function list(dirPath) {
  const room = own(dirPath)
  if (!folders.has(room)) throw new Fail(`no such file or directory, scandir ${dirPath}`, { errno: 1300002 })
  return [...paths(), ...folders].filter((path) => parent(path) === room).map((path) => path.slice(room.length + 1)).sort()
}

async function make(dirPath, isDeep) {
  const path = own(dirPath)
  if (folders.has(path) || has(path)) throw new Fail(`file already exists, mkdir ${dirPath}`, { errno: 1301005 })
  if (!folders.has(parent(path))) {
    if (!isDeep) throw new Fail(`no such file or directory, mkdir ${dirPath}`, { errno: 1300002 })
    await make(parent(path), true)
  }
  await addFolder(path)
}

async function unmake(dirPath, isDeep) {
  const inside = list(dirPath)
  if (inside.length && !isDeep) throw new Fail('directory not empty', { errno: 1300066 })
  const path = own(dirPath)
  for (const one of inside) await (folders.has(`${path}/${one}`) ? unmake(`${path}/${one}`, true) : remove(`${path}/${one}`))
  await removeFolder(path)
}

function stat(path) {
  const isFolder = folders.has(normal(path))
  const { blob, at } = isFolder ? { blob: { size: 0 }, at: 0 } : found(path)
  const seconds = Math.floor(at / 1000)
  return { size: blob.size, mode: isFolder ? 16877 : 33206, lastModifiedTime: seconds, lastAccessedTime: seconds, isFile: () => !isFolder, isDirectory: () => isFolder }
}

/** @param {{filePath: string, digestAlgorithm?: 'md5' | 'sha1' | 'sha256'}} given */
async function facts({ filePath, digestAlgorithm = 'md5' }) {
  const { blob } = found(filePath)
  return { size: blob.size, digest: await digest(digestAlgorithm, await blob.arrayBuffer()) }
}

async function copy(from, to) {
  await set(own(to), found(from).blob)
}

/** The browser reads at once only over its own addresses, as text of single bytes. */
function readNow(filePath, encoding, position, length) {
  const blob = part({ filePath, position, length })
  const isWhole = blob.size === found(filePath).blob.size
  const place = isWhole ? address(filePath) : URL.createObjectURL(blob)
  const request = new XMLHttpRequest()
  request.open('GET', place, false)
  request.overrideMimeType('text/plain; charset=x-user-defined')
  request.send()
  if (!isWhole) URL.revokeObjectURL(place)
  return decoded(Uint8Array.from(request.response, (letter) => letter.charCodeAt(0) & 0xff).buffer, encoding)
}

const manager = {
  readFile: api('readFile', async (given) => ({ data: decoded(await part(given).arrayBuffer(), given.encoding) })),
  readFileSync: sync('readFileSync', readNow),
  writeFile: api('writeFile', ({ filePath, data, encoding }) => write(filePath, data, encoding)),
  writeFileSync: sync('writeFileSync', (filePath, data, encoding) => void write(filePath, data, encoding)),
  appendFile: api('appendFile', async ({ filePath, data, encoding }) => set(own(filePath), new Blob([found(filePath).blob, encoded(data, encoding)]))),
  unlink: api('unlink', ({ filePath }) => remove(filePath)),
  unlinkSync: sync('unlinkSync', (filePath) => void remove(found(filePath) && filePath)),
  access: api('access', ({ path }) => access(path)),
  accessSync: sync('accessSync', access),
  mkdir: api('mkdir', ({ dirPath, recursive = false }) => make(dirPath, recursive)),
  mkdirSync: sync('mkdirSync', (dirPath, recursive = false) => void make(dirPath, recursive)),
  rmdir: api('rmdir', ({ dirPath, recursive = false }) => unmake(dirPath, recursive)),
  readdir: api('readdir', ({ dirPath }) => ({ files: list(dirPath) })),
  readdirSync: sync('readdirSync', list),
  stat: api('stat', ({ path }) => ({ stats: stat(path) })),
  statSync: sync('statSync', stat),
  getFileInfo: api('getFileInfo', facts),
  saveFile: api('saveFile', save),
  copyFile: api('copyFile', ({ srcPath, destPath }) => copy(srcPath, destPath)),
  rename: api('rename', async ({ oldPath, newPath }) => {
    await copy(oldPath, newPath)
    await remove(oldPath)
  }),
  getSavedFileList: api('getSavedFileList', () => ({ fileList: paths().filter((path) => path.startsWith('wxfile://store_')).map((path) => ({ filePath: path, size: found(path).blob.size, createTime: Math.floor(found(path).at / 1000) })) })),
  removeSavedFile: api('removeSavedFile', ({ filePath }) => remove(filePath)),
}

export const filesystem = {
  env: { USER_DATA_PATH: USER },
  getFileSystemManager: () => manager,
  getFileInfo: manager.getFileInfo,
  saveFile: manager.saveFile,
  arrayBufferToBase64: (/** @type {ArrayBuffer} */ bytes) => btoa(binary(bytes)),
  base64ToArrayBuffer: (/** @type {string} */ words) => Uint8Array.from(atob(words), (letter) => letter.charCodeAt(0)).buffer,
}
