// The same thing twice in one answer, with the pair named (core/domain/fieldtypes/twins.py).
"use strict";

const { finding } = require("./findings");

const BITS = 4;
const LEVELS = 6;

function areSame(one, other) {
  if (one.sha256 && one.sha256 === other.sha256) return true;
  return Boolean(one.facts.fingerprint) && one.facts.fingerprint === other.facts.fingerprint;
}

function areAlike(one, other) {
  if (!(one.sketch && other.sketch && one.dhash && other.dhash)) return false;
  return bits(one.dhash, other.dhash) <= BITS && farthest(one.sketch, other.sketch) <= LEVELS;
}

function bits(one, other) {
  let count = 0;
  for (let place = 0; place < Math.max(one.length, other.length); place += 1) {
    let differing = parseInt(one[place], 16) ^ parseInt(other[place], 16);
    for (; differing; differing >>= 1) count += differing & 1;
  }
  return count;
}

function farthest(one, other) {
  let most = 0;
  for (let place = 0; place < one.length; place += 2) {
    const apart = parseInt(one.slice(place, place + 2), 16) - parseInt(other.slice(place, place + 2), 16);
    most = Math.max(most, Math.abs(apart));
  }
  return most;
}

/** `rows` are [{file: {id, facts, sha256}, name}] in the order of the answer. */
function judge(rows, field) {
  const found = [];
  rows.forEach(({ file }, later) => {
    const first = (is) => rows.slice(0, later).findIndex((row) => is(file, row.file));
    const same = first(areSame);
    const alike = first((one, other) => areAlike(one.facts, other.facts));
    const different = field.rules.find((rule) => rule.fact === "different");
    const another = field.rules.find((rule) => rule.fact === "alike");
    if (same >= 0 && different) found.push(pair(different, rows, same, later, field));
    else if (alike >= 0 && another) found.push(pair(another, rows, alike, later, field));
  });
  return found;
}

function pair(rule, rows, earlier, later, field) {
  const kinds = { different: field.kind === "photo" ? ".photo" : ".file", alike: "" };
  const phrase = rule.says || `rule.${rule.fact}.${rule.op}${kinds[rule.fact]}`;
  const params = { label: field.label, earlier: earlier + 1, other: rows[earlier].name, later: later + 1, name: rows[later].name };
  return finding(`${field.key}.${rule.fact}.${rule.op}`, rule.level, phrase, params, { attachment: rows[later].file.id });
}

module.exports = { judge };
