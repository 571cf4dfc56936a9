// Texts as they are kept (core/domain/fieldtypes/shape.py).
"use strict";

const patterns = require("./patterns");
const unicode = require("./unicode");

/** Line ends are \\n, a bullet pasted from Word is •, half a character is the sign for a broken one, no NUL. */
function kept(raw) {
  const text = patterns.replace("line_end", raw.replace(/\0/g, ""), "\n");
  return patterns.replace("broken", patterns.replace("pasted_bullet", text, "$1$2•"), "\ufffd");
}

/** One line of a row's cell, cut where it is too long; empty where there is none. */
function line(raw, longest) {
  return unicode.first(unicode.split(kept(String(raw || ""))).join(" "), longest);
}

module.exports = { kept, line };
