// Counts 字, the way the notice counts them (Annex 2: 字数要求).
"use strict";

const patterns = require("./patterns");
const unicode = require("./unicode");

function zi(text) {
  let seen = unicode.nfc(text);
  for (const whole of ["sequence", "flag"]) seen = patterns.replace(whole, seen, "字");
  return unicode.length(patterns.replace("skipped", seen, ""));
}

module.exports = { zi };
