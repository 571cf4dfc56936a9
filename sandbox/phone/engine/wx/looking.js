// Looking into pictures and films with what the browser has.
import { did } from '../acts.js'
import { source } from '../parts/sources.js'
import { Fail, api } from './calling.js'
import { need } from './permissions.js'
import { found, temporary } from './shelf.js'

const LONG_SIDE = 1280 // a picture that is not the original arrives so large
const FORMATS = { 'image/jpeg': 'jpeg', 'image/png': 'png', 'image/gif': 'gif', 'image/webp': 'webp' }

/** @param {Blob} blob @returns {Promise<{width: number, height: number}>} */
export async function pictureFacts(blob) {
  const made = await createImageBitmap(blob)
  const { width, height } = made
  made.close()
  return { width, height }
}

/** @template T @param {Blob} blob @param {(film: HTMLVideoElement) => T | Promise<T>} look @returns {Promise<T>} */
export async function film(blob, look) {
  const made = document.createElement('video')
  const address = URL.createObjectURL(blob)
  try {
    Object.assign(made, { preload: 'auto', muted: true, src: address })
    await new Promise((resolve, reject) => {
      made.onloadeddata = resolve
      made.onerror = () => reject(new Fail('invalid video'))
    })
    return await look(made)
  } finally {
    made.removeAttribute('src')
    made.load()
    URL.revokeObjectURL(address)
  }
}

/** Seconds and pixels; zeros for a film this browser cannot play. @param {Blob} blob */
export const filmFacts = (blob) =>
  film(blob, (made) => ({ duration: made.duration, width: made.videoWidth, height: made.videoHeight })).catch(() => ({ duration: 0, width: 0, height: 0 }))

/** @param {Blob} blob @returns {Promise<Blob>} its first picture, or a grey one */
export async function poster(blob) {
  const drawn = document.createElement('canvas')
  const draw = (/** @type {HTMLVideoElement} */ made) => {
    Object.assign(drawn, { width: made.videoWidth, height: made.videoHeight })
    drawn.getContext('2d')?.drawImage(made, 0, 0)
  }
  await film(blob, draw).catch(() => Object.assign(drawn, { width: 320, height: 180 }))
  return exported(drawn, 'image/jpeg', 0.8)
}

/** @param {HTMLCanvasElement} drawn @param {string} type @param {number} quality @returns {Promise<Blob>} */
export const exported = (drawn, type, quality) =>
  new Promise((resolve, reject) => drawn.toBlob((blob) => (blob ? resolve(blob) : reject(new Fail('canvas is empty'))), type, quality))

/** @param {Blob} blob @param {number} quality 0 to 100 @param {{width?: number, height?: number}} [wanted] */
export async function compressed(blob, quality, { width: wide = 0, height: high = 0 } = {}) {
  if (!FORMATS[blob.type]) return blob
  const made = await createImageBitmap(blob).catch(() => null)
  if (!made) return blob
  const scale = wide || high ? Math.min(wide ? wide / made.width : Infinity, high ? high / made.height : Infinity) : Math.min(1, LONG_SIDE / Math.max(made.width, made.height))
  const drawn = Object.assign(document.createElement('canvas'), { width: Math.round(made.width * scale), height: Math.round(made.height * scale) })
  drawn.getContext('2d')?.drawImage(made, 0, 0, drawn.width, drawn.height)
  return exported(drawn, 'image/jpeg', quality / 100)
}

/** A file of the phone, or what lies at an address. @param {string} src */
async function blobOf(src) {
  if (/^(wxfile|http:\/\/(tmp|usr))/.test(src)) return found(src).blob
  const answer = await fetch(source(src)).catch(() => null)
  if (!answer?.ok) throw new Fail('download image failed')
  return answer.blob()
}

async function getImageInfo({ src }) {
  const blob = await blobOf(src)
  const { width, height } = await pictureFacts(blob).catch(() => Promise.reject(new Fail('image decode error')))
  return { width, height, path: /^wxfile/.test(src) ? src : await temporary(blob), orientation: 'up', type: FORMATS[blob.type] || 'unknown' }
}

async function getVideoInfo({ src }) {
  const { blob } = found(src)
  const { duration, width, height } = await filmFacts(blob)
  if (!width) throw new Fail('invalid video')
  const type = blob.type.split('/')[1] || 'mp4'
  // the browser counts no frames; the platform's fps, bitrate (kbps) and size (KB) are told as far as they follow
  return { orientation: 'up', type, duration, size: blob.size / 1024, width, height, fps: 30, bitrate: Math.round((blob.size * 8) / 1000 / Math.max(duration, 0.1)) }
}

async function save({ filePath }, what) {
  await need('scope.writePhotosAlbum')
  const { blob } = found(filePath)
  did(what, { path: filePath, size: blob.size, type: blob.type })
}

export const looking = {
  getImageInfo: api('getImageInfo', getImageInfo),
  getVideoInfo: api('getVideoInfo', getVideoInfo),
  compressImage: api('compressImage', async ({ src, quality = 80, compressedWidth, compressedHeight }) => ({
    tempFilePath: await temporary(await compressed(found(src).blob, quality, { width: compressedWidth || 1e9, height: compressedHeight }), '.jpg'),
  })),
  saveImageToPhotosAlbum: api('saveImageToPhotosAlbum', (given) => save(given, 'saveImage')),
  saveVideoToPhotosAlbum: api('saveVideoToPhotosAlbum', (given) => save(given, 'saveVideo')),
  canvasToTempFilePath: api('canvasToTempFilePath', async ({ canvas, canvasId, fileType = 'png', quality = 1, x = 0, y = 0, width, height, destWidth, destHeight }) => {
    const drawn = canvas || /** @type {any} */ (document.querySelector(`wx-canvas[canvas-id="${canvasId}"]`))?.canvas
    if (!drawn) throw new Fail('canvas is empty')
    const [wide, high] = [width || drawn.width - x, height || drawn.height - y]
    const copy = Object.assign(document.createElement('canvas'), { width: destWidth || wide, height: destHeight || high })
    copy.getContext('2d')?.drawImage(drawn, x, y, wide, high, 0, 0, copy.width, copy.height)
    const isPng = fileType === 'png'
    return { tempFilePath: await temporary(await exported(copy, isPng ? 'image/png' : 'image/jpeg', quality), isPng ? '.png' : '.jpg') }
  }),
}
