// Base64 of a text in UTF-8; the phone has no btoa.

/** @param {string} text */
function base64(text) {
  const bytes = unescape(encodeURIComponent(text));
  const buffer = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += 1) buffer[at] = bytes.charCodeAt(at);
  return wx.arrayBufferToBase64(buffer.buffer);
}

module.exports = { base64 };
