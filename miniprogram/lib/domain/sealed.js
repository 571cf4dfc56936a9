// Sealed papers by their facts and by the codes on them (core/domain/fieldtypes/sealed.py, core/domain/changing.py).
// `known.letters` is {code: {is_own, kind, title, changed: [[label, was, now]]}}, absent where nobody has looked;
// `known.sheets` the titles of the papers wanted, by kind.
"use strict";

const { finding, say } = require("./findings");

const CODE = /\/p\/([0-9A-HJKMNP-TV-Z]{16})\/?$/i;
const LONGEST = 40;
const AROUND = 6;

/** Codes of our letters among the QR codes that a probe read. */
function codes(facts) {
  const found = ((facts && facts.codes) || []).map((text) => CODE.exec(text));
  return found.filter(Boolean).map((match) => match[1].toUpperCase());
}

/** Facts as rules measure them: one trouble, one sentence. */
function measured(facts) {
  const isRead = codes(facts).length > 0;
  const isHopeless = !isRead && (facts.sheet === false || facts.sharp === false);
  const cannot = !facts.codes || facts.lit === false || facts.inked === false;
  const told = isRead ? { ...facts, sheet: null, sharp: null, bright: null } : { ...facts };
  return { ...told, code_read: isHopeless || cannot ? null : isRead };
}

/** What the codes on the sheets say. `sheets` is [{row, file}] of those that were looked at. */
function judge(sheets, field, known, isAll) {
  if (!known.letters) return [];
  const rows = sheets.map(({ row, file }) => ({ row, file, letters: codes(file.facts).map((code) => known.letters[code] || null) }));
  const own = rows.reduce((found, { letters }) => found.concat(letters), []).filter((letter) => letter && letter.is_own);
  const valid = own.filter((letter) => !letter.changed.length).map((letter) => letter.kind);
  const found = [];
  for (const { row, file, letters } of rows) {
    const where = { file: row.title || file.filename, attachment: file.id };
    const said = letters.filter((letter, at) => letters.indexOf(letter) === at);
    for (const letter of said) found.push(...ofLetter(letter, where, field, valid));
  }
  return isAll ? found.concat(missing(rows, known.sheets || {}, field)) : found;
}

function ofLetter(letter, where, field, valid) {
  const say_ = (what, level, phrase, params) => [finding(`${field.key}.${what}.is`, level, phrase, params, where)];
  if (!letter) return say_("code_known", "advise", "paper.code.unknown", {});
  if (!letter.is_own) return say_("code", "must", "paper.code.foreign", {});
  if (!letter.changed.length) return [];
  if (valid.includes(letter.kind)) return say_("seal_kept", "advise", "paper.seal.replaced", { title: letter.title });
  const changes = letter.changed.map(change).join("；");
  return say_("seal", "must", "paper.seal.stale", { title: letter.title, paper: letter.kind, changes });
}

function missing(rows, wanted, field) {
  const letters = rows.reduce((found, row) => found.concat(row.letters), []);
  const pages = rows.reduce((count, { file }) => count + (file.facts.pages || 1), 0);
  const seen = letters.filter((letter) => letter && letter.is_own).map((letter) => letter.kind);
  const titles = Object.keys(wanted).filter((kind) => !seen.includes(kind)).map((kind) => wanted[kind]);
  if (!seen.length || !titles.length || pages > letters.length) return [];
  return [finding(`${field.key}.sheets.covers`, "advise", "paper.sheets.missing", { missing: titles.join("》《") })];
}

function change([label, was, now]) {
  const isKept = typeof was === "string" && typeof now === "string" && was !== now;
  if (!isKept) return say("paper.change.unquoted", { label });
  const [old, fresh] = apart(Array.from(was), Array.from(now));
  const blank = say("paper.change.blank", {});
  return say("paper.change", { label, was: old || blank, now: fresh || blank });
}

/** Two texts, long ones without most of what they begin and end with alike. */
function apart(was, now) {
  if (Math.max(was.length, now.length) <= LONGEST) return [was.join(""), now.join("")];
  const least = Math.min(was.length, now.length);
  let head = 0;
  while (head < least && was[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < least - head && was[was.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  return [was, now].map((text) => cut(text, Math.max(0, head - AROUND), Math.max(0, tail - AROUND)));
}

function cut(text, start, end) {
  const middle = text.slice(start, text.length - end);
  const shown = middle.length > LONGEST ? `${middle.slice(0, LONGEST - 1).join("")}…` : middle.join("");
  return `${start ? "…" : ""}${shown}${end ? "…" : ""}`;
}

module.exports = { judge, measured };
