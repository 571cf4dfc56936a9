// Choosing files: from the album, the camera, or a chat; what the phone tells about each.
import { Fail, api } from './calling.js'
import { answers } from './answers.js'
import { compressed, filmFacts, pictureFacts, poster } from './looking.js'
import { need, needSystem } from './permissions.js'
import { temporary } from './shelf.js'

const MOST = { media: 20, image: 20, message: 100 }

/** Files from the harness, otherwise from the browser's own dialog.
 * @param {{accept: string, many: boolean, isCamera?: boolean}} how @returns {Promise<{name: string, blob: File}[]>} */
async function pick({ accept, many, isCamera = false }) {
  const ready = answers.files.shift()
  if (ready) return ready.map(({ name, type, content }) => ({ name, blob: new File([content], name, { type: type || content.type || typeOf(name) }) }))
  return new Promise((resolve, reject) => {
    const field = document.createElement('input')
    Object.assign(field, { type: 'file', accept, multiple: many, hidden: true })
    if (isCamera) field.setAttribute('capture', 'environment')
    field.onchange = () => {
      field.remove()
      resolve([...(field.files || [])].map((file) => ({ name: file.name, blob: file })))
    }
    field.oncancel = () => {
      field.remove()
      reject(new Fail('cancel'))
    }
    document.body.append(field) // a browser may sweep one away that lies nowhere, with what is being chosen
    field.click()
  })
}

const TYPES = { jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', heic: 'image/heic', mp4: 'video/mp4', mov: 'video/quicktime', mp3: 'audio/mpeg', pdf: 'application/pdf' }
const typeOf = (/** @type {string} */ name) => TYPES[name.split('.').pop()?.toLowerCase() || ''] || 'application/octet-stream'
const kindOf = (/** @type {Blob} */ blob) => (blob.type.startsWith('video/') ? 'video' : blob.type.startsWith('image/') ? 'image' : 'file')

/** @param {{accept: string, many: boolean}} how */
export async function onFile(how) {
  const picked = await pick(how)
  return Promise.all(picked.map(async ({ blob }) => ({ tempFilePath: await temporary(blob), size: blob.size })))
}

async function allowed(sourceType = ['album', 'camera']) {
  const isCamera = !sourceType.includes('album')
  needSystem(isCamera ? 'camera' : 'album')
  if (isCamera) await need('scope.camera')
  return isCamera
}

/** @param {number} count @param {number} asked @param {number} most */
function refuseMany(count, asked, most) {
  if (!(asked >= 1 && asked <= most)) throw new Fail(`parameter error: count should be between 1 and ${most}`)
  if (count > asked) throw new Fail(`the person chose ${count} files, the phone lets choose ${asked}`)
}

/** Unless the original is asked for, WeChat hands over a smaller copy. */
const wantsOriginal = (sizeType = ['original', 'compressed']) => sizeType.length === 1 && sizeType[0] === 'original'

async function chooseMedia({ count = 9, mediaType = ['image', 'video'], sourceType, sizeType, maxDuration = 10 }) {
  if (maxDuration < 3 || maxDuration > 60) throw new Fail('parameter error: maxDuration should be between 3 and 60')
  const isCamera = await allowed(sourceType)
  const kinds = mediaType.includes('mix') ? ['image', 'video'] : mediaType
  const picked = await pick({ accept: kinds.map((kind) => `${kind}/*`).join(','), many: count > 1, isCamera })
  refuseMany(picked.length, count, MOST.media)
  const tempFiles = await Promise.all(picked.map(({ blob }) => told(blob, sizeType)))
  const found = new Set(tempFiles.map((file) => file.fileType))
  return { tempFiles, type: found.size > 1 ? 'mix' : [...found][0], failedCount: 0 }
}

async function told(blob, sizeType) {
  if (kindOf(blob) === 'video') {
    const facts = await filmFacts(blob)
    return { fileType: 'video', tempFilePath: await temporary(blob), size: blob.size, duration: facts.duration, width: facts.width, height: facts.height, thumbTempFilePath: await temporary(await poster(blob), '.jpg') }
  }
  const kept = wantsOriginal(sizeType) ? blob : await compressed(blob, 80)
  const { width, height } = await pictureFacts(kept).catch(() => ({ width: 0, height: 0 }))
  return { fileType: 'image', tempFilePath: await temporary(kept), size: kept.size, width, height, duration: 0, thumbTempFilePath: '' }
}

async function chooseImage({ count = 9, sourceType, sizeType }) {
  const { tempFiles } = await chooseMedia({ count, mediaType: ['image'], sourceType, sizeType })
  return { tempFilePaths: tempFiles.map((file) => file.tempFilePath), tempFiles: tempFiles.map((file) => ({ path: file.tempFilePath, size: file.size })) }
}

async function chooseMessageFile({ count, type = 'all', extension }) {
  const accept = { image: 'image/*', video: 'video/*' }[/** @type {string} */ (type)] || (extension || []).map((one) => `.${one.replace(/^\./, '')}`).join(',')
  const picked = await pick({ accept, many: count > 1 })
  refuseMany(picked.length, count, MOST.message)
  const wrong = type === 'file' && extension && picked.find(({ name }) => !extension.map((one) => one.replace(/^\./, '').toLowerCase()).includes(name.split('.').pop()?.toLowerCase()))
  if (wrong) throw new Fail(`the chat does not offer ${wrong.name}: extension is ${extension.join(', ')}`)
  return { tempFiles: await Promise.all(picked.map(async ({ name, blob }) => ({ name, path: await temporary(blob), size: blob.size, type: kindOf(blob), time: Math.floor(Date.now() / 1000) }))) }
}

export const choosing = {
  chooseMedia: api('chooseMedia', chooseMedia),
  chooseImage: api('chooseImage', chooseImage),
  chooseMessageFile: api('chooseMessageFile', chooseMessageFile),
  chooseVideo: api('chooseVideo', async ({ sourceType }) => {
    const { tempFiles } = await chooseMedia({ count: 1, mediaType: ['video'], sourceType, sizeType: ['original'], maxDuration: 60 })
    return tempFiles[0]
  }),
}
