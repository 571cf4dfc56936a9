// md5 (which browsers do not offer), sha1 and sha256 of a file, in hex.

const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
const SINES = Array.from({ length: 64 }, (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32) >>> 0)

/** @param {'md5' | 'sha1' | 'sha256'} kind @param {ArrayBuffer} bytes */
export async function digest(kind, bytes) {
  if (kind === 'md5') return md5(bytes)
  const made = await crypto.subtle.digest(kind === 'sha1' ? 'SHA-1' : 'SHA-256', bytes)
  return hex(new Uint8Array(made))
}

const hex = (/** @type {Uint8Array} */ bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** RFC 1321. @param {ArrayBuffer} bytes */
function md5(bytes) {
  const padded = new Uint8Array(((bytes.byteLength + 72) >> 6) << 6)
  padded.set(new Uint8Array(bytes))
  padded[bytes.byteLength] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, (bytes.byteLength * 8) >>> 0, true)
  view.setUint32(padded.length - 4, Math.floor(bytes.byteLength / 2 ** 29), true)
  let state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  for (let at = 0; at < padded.length; at += 64) state = round(state, view, at)
  const made = new DataView(new ArrayBuffer(16))
  state.forEach((word, index) => made.setUint32(index * 4, word, true))
  return hex(new Uint8Array(made.buffer))
}

/** @param {number[]} state @param {DataView} view @param {number} at */
function round(state, view, at) {
  let [a, b, c, d] = state
  for (let step = 0; step < 64; step += 1) {
    const [mixed, word] = mix(step, b, c, d)
    const sum = (a + mixed + SINES[step] + view.getUint32(at + word * 4, true)) | 0
    const shift = SHIFTS[(step >> 4) * 4 + (step & 3)]
    ;[a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0]
  }
  return [state[0] + a, state[1] + b, state[2] + c, state[3] + d].map((word) => word >>> 0)
}

/** @returns {[number, number]} the function of this quarter, and which word it takes */
function mix(step, b, c, d) {
  if (step < 16) return [(b & c) | (~b & d), step]
  if (step < 32) return [(d & b) | (~d & c), (5 * step + 1) % 16]
  if (step < 48) return [b ^ c ^ d, (3 * step + 5) % 16]
  return [c ^ (b | ~d), (7 * step) % 16]
}
