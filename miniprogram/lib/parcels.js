// What crosses to the page: on a phone as text, from one thread to another, quick only while each parcel is small.

const MOST = 30000; // bytes of one parcel; the limit is 32 KB
const PART = 5000; // units of a text in one parcel: at most six bytes each, as JSON
const SHOWN = 300; // characters of a text that is only pointed at

/** Bytes of a value as it crosses: JSON in UTF-8. @param {any} value @returns {number} */
function weight(value) {
  const text = JSON.stringify(value) || "";
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit < 0xe000) bytes += 1; // two units are four bytes; half a letter is written in ASCII
    else bytes += unit < 0x80 ? 0 : unit < 0x800 ? 1 : 2;
  }
  return bytes;
}

/** A text in parts of which each crosses alone; none ends within a letter. @param {string} text @returns {string[]} */
function parts(text) {
  const made = [];
  for (let at = 0; at < text.length; ) {
    const unit = text.charCodeAt(at + PART - 1);
    const end = at + PART - (unit >= 0xd800 && unit < 0xdc00 && at + PART < text.length ? 1 : 0);
    made.push(text.slice(at, end));
    at = end;
  }
  return made;
}

/** The beginning of a text, and that it goes on. @param {string} text @param {number} [most] characters that are short enough */
function beginning(text, most = SHOWN) {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most).join("")}…（这里只显示开头，全文 ${letters.length} 个字符）` : text;
}

/**
 * setData of anything, however much: as few parcels as it takes, one where that is enough.
 * @param {any} page a page or a component @param {Record<string, any>} given
 */
function deliver(page, given) {
  /** @type {Record<string, any>} */
  let parcel = {};
  let held = 0;
  /** @param {string} path @param {any} value */
  function put(path, value) {
    const bytes = weight(value) + weight(path) + 2;
    if (bytes > MOST) return split(path, value);
    if (held + bytes > MOST) send();
    parcel[path] = value;
    held += bytes;
  }
  /** @param {string} path @param {any} value */
  function split(path, value) {
    if (typeof value === "string") return put(path, beginning(value, PART - 300));
    if (Array.isArray(value)) {
      const before = page.data[path];
      if (!Array.isArray(before) || before.length > value.length) put(path, []);
      return value.forEach((one, at) => put(`${path}[${at}]`, one));
    }
    const light = Object.entries(value).filter(([, one]) => weight(one) < MOST / 20);
    const first = Object.fromEntries(light);
    const whole = weight(first) < MOST / 2 ? first : {}; // of many small parts none comes before the others
    put(path, whole);
    for (const key of Object.keys(value)) if (!(key in whole)) put(`${path}.${key}`, value[key]);
  }
  function send() {
    if (held) page.setData(parcel);
    parcel = {};
    held = 0;
  }
  for (const [key, value] of Object.entries(given)) put(key, value);
  send();
}

module.exports = { deliver, parts, beginning, weight };
