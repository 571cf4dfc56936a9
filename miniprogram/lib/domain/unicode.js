// Characters: normal forms, white space, case folding, as Python has them.
"use strict";

const { FOLDS, SPACES } = require("./generated/tables");

const FULL_WIDTH = /[\uff01-\uff5e\u3000]/g;
const space = new Set(SPACES);

/** Whether this engine can normalise at all; some old ones return every text as it is. */
function isAble() {
  return typeof "".normalize === "function" && "\uff11".normalize("NFKC") === "1";
}

function nfc(text) {
  return isAble() ? text.normalize("NFC") : text;
}

/** NFKC, or as much of it as people type: full width to half width. The server has the last word. */
function nfkc(text) {
  if (isAble()) return text.normalize("NFKC");
  return text.replace(FULL_WIDTH, (c) => (c === "\u3000" ? " " : String.fromCharCode(c.charCodeAt(0) - 0xfee0)));
}

/** Case folded, character by character: no letter depends on where it stands. */
function folded(text) {
  return Array.from(text, (c) => (c in FOLDS ? FOLDS[c] : c.toLowerCase())).join("");
}

/** Without white space at both ends. */
function stripped(text) {
  let first = 0;
  let last = text.length;
  while (first < last && space.has(text[first])) first += 1;
  while (last > first && space.has(text[last - 1])) last -= 1;
  return text.slice(first, last);
}

/** The words between white space. */
function split(text) {
  const words = [];
  let word = "";
  for (const c of text) {
    if (!space.has(c)) word += c;
    else if (word) {
      words.push(word);
      word = "";
    }
  }
  return word ? words.concat(word) : words;
}

/** The first characters; half a picture is never kept. */
function first(text, most) {
  return text.length <= most ? text : Array.from(text).slice(0, most).join("");
}

/** Code points, as Python counts them. */
function length(text) {
  return Array.from(text).length;
}

module.exports = { nfc, nfkc, folded, stripped, split, first, length };
