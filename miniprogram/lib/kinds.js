// What a file is by its first bytes, whatever its name says: so that a wrong kind is told of before a byte is sent.
// The table is core/domain/first_bytes.py; server/static/upload/kinds.js reads the same one in the browser.

/** @type {any} */
const { FIRST_BYTES: TABLE } = require("./domain/generated/tables");

/** @param {Uint8Array} head @param {number} at @param {string} hex */
function stands(head, at, hex) {
  for (let nth = 0; nth < hex.length / 2; nth += 1) if (head[at + nth] !== parseInt(hex.slice(2 * nth, 2 * nth + 2), 16)) return false;
  return true;
}

/** "" where nobody knows. @param {Uint8Array} head @returns {string} */
function seen(head) {
  for (const [at, hex, is] of TABLE.marks) if (stands(head, at, hex)) return is;
  for (const [hex, is] of TABLE.anywhere) for (let at = 0; at < head.length; at += 1) if (stands(head, at, hex)) return is;
  return "";
}

/** What is known of a file that is to be of a kind: its format, or the fault that it is none of that kind.
 * @param {string} kind @param {Uint8Array} head its first bytes @param {string} name @returns {Record<string, any>} */
function facts(kind, head, name) {
  const is = seen(head);
  if (!is) return {};
  const { wanted, fault, has_format, old } = TABLE.kinds[kind];
  if (wanted.includes(is)) return has_format ? { format: is } : {};
  if (!old || is !== old.mark) return { fault };
  return { fault: old.endings.some((/** @type {string} */ ending) => name.toLowerCase().endsWith(ending)) ? old.fault : old.else };
}

module.exports = { facts, HEAD: /** @type {number} */ (TABLE.head) };
