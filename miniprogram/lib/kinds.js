// What a file is by its first bytes, whatever its name says: so that a wrong kind is told of before a byte is sent.
// What the house makes of the same files is core/adapters/images, media, bank_reading, scans.

const LETTERS = (/** @type {string} */ text) => [...text].map((letter) => letter.charCodeAt(0));
/** Where it stands, what stands there, what it then is. @type {[number, number[], string][]} */
const MARKS = [
  [0, [0xff, 0xd8, 0xff], "JPEG"],
  [0, [0x89, ...LETTERS("PNG")], "PNG"],
  [0, LETTERS("GIF8"), "GIF"],
  [0, LETTERS("BM"), "BMP"],
  [0, LETTERS("II*\0"), "TIFF"],
  [0, LETTERS("MM\0*"), "TIFF"],
  [8, LETTERS("WEBP"), "WEBP"],
  [4, LETTERS("ftypheic"), "HEIC"],
  [4, LETTERS("ftypheix"), "HEIC"],
  [4, LETTERS("ftypmif1"), "HEIC"],
  [4, LETTERS("ftypavif"), "AVIF"],
  [0, [0x50, 0x4b, 0x03, 0x04], "ZIP"],
  [0, [0xd0, 0xcf, 0x11, 0xe0], "OLD"],
  [0, [0x52, 0x61, 0x72, 0x21], "PACKED"],
  [0, [0x37, 0x7a, 0xbc, 0xaf], "PACKED"],
  [8, LETTERS("AVI "), "film"],
  [8, LETTERS("WAVE"), "sound"],
  [0, [0x1a, 0x45, 0xdf, 0xa3], "film"],
  [4, LETTERS("ftypM4A"), "sound"],
  [4, LETTERS("ftyp"), "film"],
  [4, LETTERS("moov"), "film"],
  [0, LETTERS("ID3"), "sound"],
  [0, LETTERS("#!AMR"), "sound"],
  [0, LETTERS("OggS"), "sound"],
  [0, LETTERS("fLaC"), "sound"],
  [0, [0xff, 0xfb], "sound"],
  [0, [0xff, 0xf3], "sound"],
];
const PDF = LETTERS("%PDF-");
const PICTURES = ["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "HEIC", "AVIF"];
const SHEETS = /\.(xls|et)$/i;

/** What a file of another kind is told, by what is asked for. @type {Record<string, string>} */
const FAULTS = { photo: "not_an_image", video: "not_media", audio: "not_media", bank: "not_a_sheet", paper: "not_a_document" };

/** "" where nobody knows. @param {Uint8Array} head */
function seen(head) {
  const has = (/** @type {number} */ at, /** @type {number[]} */ mark) => mark.every((byte, nth) => head[at + nth] === byte);
  const found = MARKS.find(([at, mark]) => has(at, mark));
  if (found) return found[2];
  for (let at = 0; at + PDF.length <= head.length; at += 1) if (has(at, PDF)) return "PDF"; // readers of PDF allow what stands before
  return "";
}

/** What is known of a file that is to be of a kind: its format, or the fault that it is none of that kind.
 * @param {string} kind @param {Uint8Array} head its first bytes @param {string} name @returns {Record<string, any>} */
function facts(kind, head, name) {
  const is = seen(head);
  if (!is) return {};
  const isPicture = PICTURES.includes(is);
  if (kind === "bank") return is === "ZIP" ? {} : { fault: is === "OLD" ? (SHEETS.test(name) ? "old_sheet" : "old_document") : FAULTS.bank };
  if (kind === "photo" || kind === "paper") return isPicture || (kind === "paper" && is === "PDF") ? { format: is } : { fault: FAULTS[kind] };
  return is === "film" || (kind === "audio" && is === "sound") ? {} : { fault: FAULTS[kind] };
}

module.exports = { facts };
