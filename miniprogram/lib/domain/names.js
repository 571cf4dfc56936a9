// When two names are one (notice A2.8; core/domain/names.py).
"use strict";

const patterns = require("./patterns");
const unicode = require("./unicode");

function normalised(name) {
  return patterns.replace("unnamed", unicode.folded(unicode.nfkc(name)), "");
}

module.exports = { normalised };
