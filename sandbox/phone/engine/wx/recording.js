// compressVideo and openVideoEditor: the film is really played and recorded anew, in real time, by the browser's MediaRecorder.
import { setup } from '../setup.js'
import { ask } from '../sheets.js'
import { Fail, api } from './calling.js'
import { film } from './looking.js'
import { found, temporary } from './shelf.js'

const KINDS = ['video/mp4;codecs=avc1.42E01E,mp4a.40.2', 'video/mp4', 'video/webm;codecs=vp9,opus', 'video/webm']
const QUALITIES = { low: { scale: 0.5, kbps: 1000 }, medium: { scale: 0.75, kbps: 2000 }, high: { scale: 1, kbps: 4000 } }

/** @param {string} src @param {{scale: number, kbps: number, fps?: number, seconds?: number}} how `seconds`: how much of it @returns {Promise<{tempFilePath: string, size: number, duration: number}>} */
async function recorded(src, { scale, kbps, fps = 30, seconds = Infinity }) {
  const type = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind))
  if (!type) throw new Fail('this browser records no film')
  return film(found(src).blob, async (made) => {
    const even = (/** @type {number} */ side) => Math.max(2, Math.round((side * scale) / 2) * 2)
    const drawn = Object.assign(document.createElement('canvas'), { width: even(made.videoWidth), height: even(made.videoHeight) })
    const paper = drawn.getContext('2d')
    const stream = drawn.captureStream(fps)
    for (const track of /** @type {any} */ (made).captureStream().getAudioTracks()) stream.addTrack(track)
    const recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: kbps * 1000 })
    /** @type {Blob[]} */
    const parts = []
    recorder.ondataavailable = (event) => parts.push(event.data)
    const over = new Promise((resolve) => (recorder.onstop = resolve))
    const draw = () => {
      paper?.drawImage(made, 0, 0, drawn.width, drawn.height)
      if (made.ended || made.currentTime >= seconds) return recorder.state === 'inactive' || recorder.stop()
      return requestAnimationFrame(draw)
    }
    recorder.start()
    await made.play()
    draw()
    await over
    const blob = new Blob(parts, { type: type.split(';')[0] })
    return { tempFilePath: await temporary(blob, type.startsWith('video/mp4') ? '.mp4' : '.webm'), size: blob.size, duration: Math.min(made.duration, seconds) }
  })
}

async function compressVideo({ src, quality, bitrate, fps, resolution }) {
  const how = QUALITIES[quality] || { scale: resolution || 1, kbps: bitrate || 2000 }
  const { tempFilePath, size } = await recorded(src, { ...how, fps })
  return { tempFilePath, size: size / 1024 }
}

async function openVideoEditor({ filePath, maxDuration = 60_000 }) {
  if (setup.asks) {
    const { value } = await ask({ title: '剪辑视频', content: `保留开头的 ${maxDuration / 1000} 秒`, acts: [{ words: '取消', value: false }, { words: '完成', value: true, isMain: true }] })
    if (!value) throw new Fail('cancel')
  }
  const { tempFilePath, size, duration } = await recorded(filePath, { scale: 1, kbps: 4000, seconds: maxDuration / 1000 })
  return { tempFilePath, size, duration: Math.round(duration * 1000), tempThumbPath: '' }
}

export const recording = { compressVideo: api('compressVideo', compressVideo), openVideoEditor: api('openVideoEditor', openVideoEditor) }
