// The shared vectors (tests/cases), judged by the phone's own modules. Run by `node --test` through test_lib.py, which
// hands over the campaign as the API serves it: DECLARED=file.json node --test tests/miniprogram/
"use strict";

const assert = require("node:assert/strict");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const test = require("node:test");

const LIB = join(__dirname, "../../miniprogram/lib/domain");
const from = (name) => require(join(LIB, name));
const answers = from("answers");
const figures = from("figures");
const names = from("names");
const phones = from("phones");
const { foreign } = from("plain");
const rules = from("rules");
const { zi } = from("zi");

const CASES = join(__dirname, "../cases");
const load = (kind) => JSON.parse(readFileSync(join(CASES, `${kind}.json`), "utf8"));
const declared = JSON.parse(readFileSync(process.env.DECLARED, "utf8"));

const ATOMS = {
  zi,
  plain: (text) => (foreign(text) ? [foreign(text).kind, foreign(text).part] : null),
  points: figures.inPoints,
  figures: figures.hasFigure,
  units: figures.hasUnit,
  phones: (text) => [phones.tidy(text), phones.isValid(phones.tidy(text))],
  names: names.normalised,
};
const FIELDS = ["answers", "choices", "people", "files", "banks"];

for (const kind of Object.keys(ATOMS)) {
  test(`${kind}: every vector`, () => {
    const cases = load(kind);
    assert.deepEqual(cases.map((one) => [one.ask, ATOMS[kind](one.ask)]), cases.map((one) => [one.ask, one.expect]));
    console.log(`ran ${kind} ${cases.length}`);
  });
}

test("operators: every vector", () => {
  const cases = load("operators");
  const said = ({ rule, ask }) => {
    const found = rules.judge([{ rule: `thing.${rule.fact}.${rule.op}`, ...rule }], { [rule.fact]: ask }, "东西");
    return found.length ? found[0].sentence : null;
  };
  assert.deepEqual(cases.map((one) => [one.rule, one.ask, said(one)]), cases.map((one) => [one.rule, one.ask, one.expect]));
  console.log(`ran operators ${cases.length}`);
});

for (const kind of FIELDS) {
  test(`${kind}: every vector`, () => {
    const cases = load(kind);
    for (const one of cases) assert.deepEqual(judged(one), one);
    console.log(`ran ${kind} ${cases.length}`);
  });
}

function judged(one) {
  const [track, key] = one.field.split(".");
  const field = declared.tracks.find((row) => row.key === track).fields.find((row) => row.key === key);
  const { expect, refused, value: told, ...bare } = one;
  let value;
  try {
    const isCleared = one.ask !== null && one.ask.cleared === true;
    value = isCleared ? null : answers.parse(field, spelt(one.ask));
  } catch (stopped) {
    if (!stopped.code || !stopped.sentence) throw stopped;
    assert.equal(stopped.field, key);
    return { ...bare, refused: [stopped.code, stopped.sentence] };
  }
  const found = answers.check(field, value, known(one.known || {}));
  const said = found.map((row) => [row.rule, row.level, row.fix, row.sentence]);
  return { ...bare, ...(told === undefined ? {} : { value }), expect: said };
}

function spelt(ask) {
  const isRepeated = ask !== null && typeof ask === "object" && Object.keys(ask).join() === "repeat";
  return isRepeated ? ask.repeat.map(([text, times]) => text.repeat(times)).join("") : ask;
}

function known(told) {
  const files = {};
  for (const [id, row] of Object.entries(told.files || {})) {
    files[id] = { id, filename: row.filename, sha256: row.sha256, facts: row.facts || {} };
    if (row.questions) {
      const more = Array.from({ length: row.more || 0 }, (_, number) => ({ stem: `第${number}题` }));
      const rows = row.questions.concat(more).map((cells, number) => ({ row: number + 3, cells: question(cells) }));
      files[id].facts = { header: true, rows, ...row.facts };
    }
  }
  return { files, unconfirmed: told.unconfirmed, letters: told.letters, sheets: told.sheets };
}

function question(cells) {
  const blank = { C: "", D: "", E: "", F: "", analysis: "" };
  const good = { type: "单选", stem: "天空是", A: "蓝的", B: "绿的", answer: "A", difficulty: "初级" };
  return { ...blank, ...good, source: "视频 00:07-00:35", ...cells };
}
