// wx.request, wx.uploadFile, wx.downloadFile: tasks that can be aborted, over XMLHttpRequest, which counts bytes both ways.
import { mapped, setup } from '../setup.js'
import { Fail, endings } from './calling.js'
import { LONGEST, aborted, done, enqueue, late, lost, passed, state } from './line.js'
import { found, set, temporary } from './shelf.js'

const METHODS = ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT']
const REFUSED = /^(referer|host|content-length|connection|user-agent|cookie2?)$/i // not the app's to set
const MOST_UPLOAD = 10 * 1024 * 1024 // Tencent's own uploader says so; the documentation is silent
const MOST_DOWNLOAD = 200 * 1024 * 1024

/** @typedef {{method: string, url: string, headers: Record<string, string>, body: any, size: number, wanted: XMLHttpRequestResponseType, timeout?: number}} Asked */

/** A task: its methods are what WeChat's RequestTask, UploadTask and DownloadTask have.
 * @param {string} name @param {any} given @param {() => Asked | Promise<Asked>} prepare @param {(answer: XMLHttpRequest) => any} finish */
function task(name, given, prepare, finish) {
  const { ok, fail } = endings(name, given)
  const request = new XMLHttpRequest()
  /** @type {Record<string, Set<(told: any) => void>>} */
  const heard = { headers: new Set(), progress: new Set() }
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  let isOver = false
  const end = (/** @type {() => void} */ tell) => {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    done(call)
    tell()
  }
  const call = {
    isRunning: false,
    start: () => void begin().catch((fault) => end(() => fail(fault))),
    stop(/** @type {Fail} */ why) {
      end(() => fail(why))
      request.abort()
    },
  }
  async function begin() {
    if (!state.isUp) throw lost()
    const asked = await prepare()
    refuseForeign(asked.url)
    timer = setTimeout(() => call.stop(late()), Math.min(asked.timeout || LONGEST, LONGEST))
    if (state.delay) await new Promise((resolve) => setTimeout(resolve, state.delay))
    if (!isOver) send(request, asked, { heard, end, fail, settle: (answer) => settle(answer) })
  }
  function settle(answer) {
    Promise.resolve().then(() => finish(answer)).then((told) => end(() => ok(told)), (fault) => end(() => fail(fault)))
  }
  enqueue(call)
  return {
    abort: () => call.stop(aborted()),
    onHeadersReceived: (listener) => void heard.headers.add(listener),
    offHeadersReceived: (listener) => (listener ? void heard.headers.delete(listener) : heard.headers.clear()),
    onProgressUpdate: (listener) => void heard.progress.add(listener),
    offProgressUpdate: (listener) => (listener ? void heard.progress.delete(listener) : heard.progress.clear()),
  }
}

/** @param {XMLHttpRequest} request @param {Asked} asked @param {any} told */
function send(request, asked, { heard, end, fail, settle }) {
  request.open(asked.method, mapped(asked.url))
  request.responseType = asked.wanted
  for (const [name, value] of Object.entries(asked.headers)) if (!REFUSED.test(name)) request.setRequestHeader(name, String(value))
  // a proxy that knows this header lets just so many bytes through: a line that breaks in the middle of a body
  if (state.upLeft < asked.size) request.setRequestHeader('X-Phone-Cut', String(Math.max(0, state.upLeft)))
  let [up, down] = [0, 0]
  const moved = (/** @type {'up' | 'down'} */ way, /** @type {ProgressEvent} */ event) => {
    const bytes = event.loaded - (way === 'up' ? up : down)
    if (way === 'up') up = event.loaded
    else down = event.loaded
    passed(way, bytes)
    const all = event.total || event.loaded
    const words = way === 'up' ? { totalBytesSent: event.loaded, totalBytesExpectedToSend: all } : { totalBytesWritten: event.loaded, totalBytesExpectedToWrite: all }
    for (const listener of heard.progress) listener({ progress: all ? Math.floor((event.loaded * 100) / all) : 0, ...words })
  }
  request.upload.onprogress = (event) => state.upLeft === Infinity && moved('up', event)
  request.onprogress = (event) => moved('down', event)
  request.onreadystatechange = () => {
    if (request.readyState === 2) for (const listener of heard.headers) listener({ header: headers(request), statusCode: request.status, cookies: [] })
  }
  request.onerror = () => end(() => fail(new Fail('errcode:-102 cronet_error_code:-102 error_msg:net::ERR_CONNECTION_REFUSED', { errno: 600001 })))
  request.onload = () => {
    if (request.getResponseHeader('X-Phone-Cut') !== null) return passed('up', asked.size) // the proxy broke the line
    if (state.upLeft !== Infinity) passed('up', asked.size - up)
    if (state.downLeft <= 0) passed('down', 0) // an answer without a body is lost, too
    settle(request)
  }
  request.send(asked.body)
}

/** @param {string} url */
function refuseForeign(url) {
  if (!/^https?:\/\//.test(url)) throw new Fail(`invalid url "${url}"`, { errno: 600009 })
  if (setup.domains && !setup.domains.includes(new URL(url).origin)) throw new Fail('url not in domain list', { errno: 600002 })
}

/** @param {XMLHttpRequest} request */
const headers = (request) =>
  Object.fromEntries(request.getAllResponseHeaders().trim().split(/[\r\n]+/).filter(Boolean).map((line) => {
    const [name, ...rest] = line.split(': ')
    return [name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()), rest.join(': ')]
  }))

/** @param {any} given @returns {Asked} */
function prepared({ url, method = 'GET', data, header = {}, responseType = 'text', timeout }) {
  const way = String(method).toUpperCase()
  if (!METHODS.includes(way)) throw new Fail(`method is invalid: ${method}`)
  if (['TRACE', 'CONNECT'].includes(way)) throw new Fail(`this phone's browser cannot send ${way}`)
  const told = Object.fromEntries(Object.entries(header).map(([name, value]) => [name.toLowerCase(), value]))
  told['content-type'] ||= 'application/json'
  let [address, body] = [String(url), /** @type {any} */ (undefined)]
  if (data !== undefined && data !== null) {
    if (way === 'GET' || way === 'HEAD') address = withQuery(address, data)
    else if (typeof data === 'string' || data instanceof ArrayBuffer) body = data
    else if (told['content-type'].includes('urlencoded')) body = new URLSearchParams(data).toString()
    else body = JSON.stringify(data)
  }
  const size = body instanceof ArrayBuffer ? body.byteLength : body ? new Blob([body]).size : 0
  return { method: way, url: address, headers: told, body, size, wanted: responseType === 'arraybuffer' ? 'arraybuffer' : 'text', timeout }
}

function withQuery(url, data) {
  const made = new URL(url)
  for (const [name, value] of Object.entries(data)) made.searchParams.set(name, String(value))
  return made.href
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return text // as WeChat does: what is no JSON stays a text
  }
}

export const transfers = {
  request: (given = {}) =>
    task('request', given, () => prepared(given), (answer) => {
      const isText = answer.responseType === 'text'
      const data = isText && (given.dataType ?? 'json') === 'json' ? parsed(answer.response) : answer.response
      return { statusCode: answer.status, header: headers(answer), data, cookies: [] }
    }),
  uploadFile: (given = {}) =>
    task('uploadFile', given, () => {
      const { blob } = found(given.filePath)
      if (blob.size > MOST_UPLOAD) throw new Fail(`file size ${blob.size} is over 10 MB`)
      const body = new FormData()
      for (const [name, value] of Object.entries(given.formData || {})) body.append(name, String(value))
      body.append(given.name, blob, String(given.filePath).split('/').pop())
      const told = Object.fromEntries(Object.entries(given.header || {}).filter(([name]) => name.toLowerCase() !== 'content-type'))
      return { method: 'POST', url: String(given.url), headers: /** @type {any} */ (told), body, size: blob.size, wanted: 'text', timeout: given.timeout }
    }, (answer) => ({ statusCode: answer.status, data: answer.response, header: headers(answer) })),
  downloadFile: (given = {}) =>
    task('downloadFile', given, () => ({ method: 'GET', url: String(given.url), headers: given.header || {}, body: undefined, size: 0, wanted: 'blob', timeout: given.timeout }), async (answer) => {
      const blob = /** @type {Blob} */ (answer.response)
      if (blob.size > MOST_DOWNLOAD) throw new Fail('exceed max file size')
      const told = { statusCode: answer.status, header: headers(answer), dataLength: blob.size }
      if (given.filePath) {
        await set(given.filePath, blob)
        return { ...told, filePath: given.filePath }
      }
      const ending = { 'image/png': '.png', 'image/jpeg': '.jpg', 'application/pdf': '.pdf', 'video/mp4': '.mp4' }[blob.type.split(';')[0]]
      return { ...told, tempFilePath: await temporary(blob, ending ?? /\.\w{1,5}$/.exec(new URL(given.url).pathname)?.[0] ?? '') }
    }),
}
