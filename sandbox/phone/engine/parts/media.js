// Pictures, sound, film, and the canvas.
import { any, fire, flag, inner, list, number, text } from './part.js'
import { source } from './sources.js'

const FITS = { aspectFit: 'contain', aspectFill: 'cover', scaleToFill: 'fill', widthFix: 'fill', heightFix: 'fill' }

/** @type {import('./part.js').Part} */
const image = {
  properties: { src: text(), mode: text('scaleToFill'), lazyLoad: flag(), showMenuByLongpress: flag(), webp: flag(), fadeIn: flag() },
  attached(made, host) {
    const picture = /** @type {HTMLImageElement} */ (inner(host, 'img'))
    made.picture = picture
    picture.alt = ''
    picture.onload = () => fire(made, 'load', { width: picture.naturalWidth, height: picture.naturalHeight })
    picture.onerror = () => fire(made, 'error', { errMsg: `GET ${made.data.src} fail` })
  },
  spoken: (made) => made.picture,
  changed(made, host) {
    const { src, mode, lazyLoad, ariaLabel } = made.data
    const picture = made.picture
    host.dataset.mode = mode
    picture.loading = lazyLoad ? 'lazy' : 'eager'
    picture.alt = ariaLabel || ''
    picture.style.objectFit = FITS[mode] || 'none'
    picture.style.objectPosition = FITS[mode] ? '' : mode
    if (made.shown === src) return
    made.shown = src
    if (src) picture.src = source(src)
    else picture.removeAttribute('src')
  },
}

/** Events of sound and film that have the same name here and there, with what they tell. */
const TOLD = {
  play: () => ({}), pause: () => ({}), ended: () => ({}), waiting: () => ({}),
  timeupdate: (film) => ({ currentTime: film.currentTime, duration: film.duration || 0 }),
  loadedmetadata: (film) => ({ width: film.videoWidth, height: film.videoHeight, duration: film.duration }),
  error: (film) => ({ errMsg: `MEDIA_ERR_${film.error?.code || 0}` }),
}

function playing(made, host, tag) {
  const film = /** @type {HTMLVideoElement} */ (inner(host, tag))
  film.preload = 'metadata'
  film.playsInline = true
  for (const [name, told] of Object.entries(TOLD)) film.addEventListener(name, () => fire(made, name, told(film)))
  Object.assign(host, { film })
  made.film = film
}

/** @type {import('./part.js').Part} */
const video = {
  properties: {
    src: text(), duration: number(), controls: flag(true), autoplay: flag(), loop: flag(), muted: flag(), initialTime: number(), poster: text(), objectFit: text('contain'), title: text(),
    showFullscreenBtn: flag(true), showPlayBtn: flag(true), showCenterPlayBtn: flag(true), showProgress: flag(true), showMuteBtn: flag(), enableProgressGesture: flag(true), direction: any(), danmuList: list(), pageGesture: flag(), posterForCrawler: text(), pictureInPictureMode: any(), enablePlayGesture: flag(), autoPauseIfNavigate: flag(true), playBtnPosition: text(),
  },
  attached: (made, host) => playing(made, host, 'video'),
  spoken: (made) => made.film,
  changed(made) {
    const { src, controls, autoplay, loop, muted, poster, objectFit } = made.data
    Object.assign(made.film, { controls, autoplay, loop, muted })
    made.film.style.objectFit = objectFit
    if (poster) made.film.poster = source(poster)
    if (made.shown === src) return
    made.shown = src
    if (src) made.film.src = source(src)
  },
}

/** @type {import('./part.js').Part} */
const audio = {
  properties: { src: text(), controls: flag(), loop: flag(), poster: text(), name: text(), author: text() },
  attached: (made, host) => playing(made, host, 'audio'),
  spoken: (made) => made.film,
  changed(made) {
    made.film.controls = made.data.controls
    made.film.loop = made.data.loop
    if (made.shown === made.data.src) return
    made.shown = made.data.src
    if (made.shown) made.film.src = source(made.shown)
  },
}

/** @type {import('./part.js').Part} */
const canvas = {
  properties: { type: text(), canvasId: text(), disableScroll: flag() },
  attached(made, host) {
    const drawn = /** @type {any} */ (inner(host, 'canvas'))
    // what the node of a canvas offers beyond a browser's
    drawn.createImage = () => picture()
    drawn.requestAnimationFrame = (draw) => requestAnimationFrame(draw)
    drawn.cancelAnimationFrame = (id) => cancelAnimationFrame(id)
    Object.assign(host, { canvas: drawn })
  },
}

/** An Image whose src may be a file of the phone. */
function picture() {
  const made = new Image()
  const { set, get } = /** @type {Required<PropertyDescriptor>} */ (Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, 'src'))
  made.crossOrigin = 'anonymous'
  Object.defineProperty(made, 'src', {
    get: () => get.call(made),
    set: (told) => set.call(made, source(told)),
  })
  return made
}

export const media = { image, 'cover-image': image, video, audio, canvas }
