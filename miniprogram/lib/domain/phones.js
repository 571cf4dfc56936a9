// Telephone numbers of the mainland (core/domain/phones.py).
"use strict";

const patterns = require("./patterns");
const unicode = require("./unicode");

const WITH_EXTENSION = ["phone_landline", "phone_service"];
const SHAPES = ["phone_mobile"].concat(WITH_EXTENSION);

/** The number as it is kept: digits, a leading + where one was typed, and - before an extension. */
function tidy(raw) {
  let text = unicode.stripped(unicode.nfkc(raw));
  text = patterns.replace("phone_name", text, "");
  text = patterns.replace("phone_dash", patterns.replace("phone_extension", text, "#"), "-");
  for (const mark of ["#", "-"]) {
    const at = text.lastIndexOf(mark);
    if (at < 0) continue;
    const number = joined(text.slice(0, at));
    const extension = joined(text.slice(at + 1));
    if (patterns.has("phone_digits", extension) && isOne(number, WITH_EXTENSION)) return `${number}-${extension}`;
  }
  return joined(text);
}

function isValid(number) {
  return isOne(number, SHAPES);
}

function isOne(number, shapes) {
  return shapes.some((shape) => patterns.has(shape, number));
}

function joined(text) {
  return patterns.replace("phone_gap", text, "");
}

module.exports = { tidy, isValid };
