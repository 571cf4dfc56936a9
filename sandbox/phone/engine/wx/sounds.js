// wx.createInnerAudioContext: a sound without a component.
import { source } from '../parts/sources.js'

const TOLD = { Play: 'play', Pause: 'pause', Ended: 'ended', TimeUpdate: 'timeupdate', Canplay: 'canplay', Waiting: 'waiting', Seeking: 'seeking', Seeked: 'seeked' }

function createInnerAudioContext() {
  const sound = new Audio()
  let src = ''
  /** @type {any} */
  const made = {
    play: () => void sound.play().catch(() => {}), // what goes wrong is told by onError
    pause: () => sound.pause(),
    seek: (/** @type {number} */ at) => void (sound.currentTime = at),
    stop() {
      sound.pause()
      sound.currentTime = 0
    },
    destroy() {
      sound.pause()
      sound.removeAttribute('src')
    },
    onError: (/** @type {(told: any) => void} */ heard) => sound.addEventListener('error', () => heard({ errCode: 10001, errMsg: `MEDIA_ERR_${sound.error?.code || 0}` })),
  }
  for (const [name, event] of Object.entries(TOLD)) made[`on${name}`] = (/** @type {() => void} */ heard) => sound.addEventListener(event, () => heard())
  for (const name of ['currentTime', 'duration', 'paused', 'buffered']) Object.defineProperty(made, name, { get: () => sound[name] })
  for (const name of ['loop', 'volume', 'autoplay', 'playbackRate']) Object.defineProperty(made, name, { get: () => sound[name], set: (value) => void (sound[name] = value) })
  return Object.defineProperty(made, 'src', {
    get: () => src,
    set(told) {
      src = told
      sound.src = source(told)
    },
  })
}

export const sounds = { createInnerAudioContext, setInnerAudioOption() {} }
