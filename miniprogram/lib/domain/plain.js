// 纯文字: what of a text is none, with the place where it stands (core/domain/plain.py).
"use strict";

const { PLAIN } = require("./generated/patterns");
const { SHOWN } = require("./generated/tables");
const patterns = require("./patterns");
const unicode = require("./unicode");

/** {kind, part} of what is no plain text, or null. */
function foreign(text) {
  let seen = text;
  for (const whole of ["sequence", "tagged"]) seen = patterns.replace(whole, seen, "");
  for (const kind of PLAIN) {
    const found = patterns.find(kind, seen);
    if (found) {
      return { kind, part: kind === "hidden" || kind === "unshown" ? near(seen, found) : shown(found[0]) };
    }
  }
  return null;
}

function near(text, found) {
  const before = Array.from(visible(text.slice(0, found.index)));
  if (before.length) return before.slice(-6).join("");
  return unicode.first(visible(text.slice(found.index + found[0].length)), 6);
}

function visible(text) {
  return ["hidden", "unshown", "spaces"].reduce((left, kind) => patterns.replace(kind, left, ""), text);
}

function shown(part) {
  const tidy = unicode.stripped(patterns.replace("spaces", part, " "));
  return unicode.length(tidy) <= SHOWN ? tidy : `${unicode.first(tidy, SHOWN)}…`;
}

module.exports = { foreign };
