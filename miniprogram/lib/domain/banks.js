// Question banks, row by row (notice Annex 4; core/domain/banks.py).
"use strict";

const { BANK } = require("./generated/tables");
const { finding } = require("./findings");
const unicode = require("./unicode");

const LETTERS = Array.from(BANK.letters);
const SPAN = new RegExp(BANK.span, "u");
const ELSEWHERE = new RegExp(BANK.elsewhere, "u");
const CODES = { 单选: "single", 多选: "multiple", 判断: "judgement" };

/** Findings of all rows of all banks of one answer: `files` are [{file, name}]. */
function judge(files, field, longest) {
  const found = [];
  const known = new Map();
  for (const { file, name } of files) {
    for (const [phrase, params] of faults(file.facts, name, known, longest)) {
      const rule = `${field.key}.${phrase.replace(/^bank\./, "")}`;
      found.push(finding(rule, BANK.duties[phrase], phrase, params, { file: name, attachment: file.id }));
    }
  }
  return found;
}

function faults(facts, name, known, longest) {
  const absent = facts.columns_missing || [];
  if (facts.header === false || absent.length) {
    return [["bank.header.missing", { columns: (absent.length ? absent : ["全部"]).join("、") }]];
  }
  const found = [];
  const rows = facts.rows || [];
  for (const { row, cells } of rows) {
    for (const [phrase, params] of rowFaults(cells)) found.push([phrase, { row, ...params }]);
    found.push(...repeats(cells, name, row, known));
  }
  return found.concat(sourceFaults(rows, longest));
}

function repeats(cells, name, row, known) {
  const stem = plain(cells.stem);
  if (!stem) return [];
  const options = LETTERS.filter((letter) => cells[letter]).map((letter) => plain(cells[letter]));
  const whole = JSON.stringify(["whole", stem, ...options.sort()]);
  const alone = JSON.stringify(["stem", stem]);
  const found = [];
  for (const [key, phrase] of [[whole, "bank.stem.repeated"], [alone, "bank.stem.alike"]]) {
    if (!known.has(key)) continue;
    const first = known.get(key);
    found.push([phrase, { row, first: first.name === name ? `第 ${first.row} 行` : `“${first.name}”第 ${first.row} 行` }]);
    break;
  }
  for (const key of [whole, alone]) if (!known.has(key)) known.set(key, { name, row });
  return found;
}

function sourceFaults(rows, longest) {
  const vague = [];
  const beyond = [];
  for (const { row, cells } of rows) {
    const source = plain(cells.source);
    const span = SPAN.exec(source);
    if (!span) {
      if (!ELSEWHERE.test(source)) vague.push(row);
    } else if (seconds(span[1]) >= seconds(span[2]) || (longest && seconds(span[2]) > longest + 1)) beyond.push(row);
  }
  const found = [];
  if (vague.length) found.push(["bank.source.vague", { rows: listed(vague) }]);
  if (beyond.length) found.push(["bank.source.beyond", { rows: listed(beyond) }]);
  return found;
}

function seconds(clock) {
  return clock.split(":").reduce((total, part) => total * 60 + Number(part), 0);
}

function listed(rows) {
  const named = rows.slice(0, BANK.named).join("、");
  return rows.length > BANK.named ? `${named} 等 ${rows.length}` : named;
}

function rowFaults(cells) {
  const found = [];
  const kind = kindOf(cells);
  const isKnown = BANK.types.includes(kind);
  if (!isKnown) found.push(["bank.type.unknown", { value: cells.type }]);
  if (!cells.stem) found.push(["bank.stem.empty", {}]);
  if (kind === "单选" || kind === "多选") found.push(...optionFaults(cells));
  if (isKnown && answerOf(kind, cells) === null) found.push([`bank.answer.${CODES[kind]}`, { value: cells.answer }]);
  if (!BANK.difficulties.includes(plain(cells.difficulty))) {
    found.push(["bank.difficulty.unknown", { value: cells.difficulty }]);
  }
  return found;
}

function kindOf(cells) {
  return plain(cells.type).replace(/题$/, "");
}

function optionFaults(cells) {
  const given = LETTERS.filter((letter) => cells[letter]);
  if (given.length < 2) return [["bank.options.few", { count: given.length }]];
  const last = LETTERS.indexOf(given[given.length - 1]);
  const gaps = LETTERS.slice(0, last).filter((letter) => !cells[letter]);
  const found = gaps.map((column) => ["bank.options.gap", { column }]);
  const known = new Set();
  for (const column of given) {
    if (known.has(plain(cells[column]))) found.push(["bank.options.same", { column }]);
    known.add(plain(cells[column]));
  }
  return found;
}

/** The normalised right answer (B, AC, 对, 错), or null where it is none. */
function answerOf(kind, cells) {
  let said = plain(cells.answer).toUpperCase();
  if (kind === "判断") {
    if ((said === "A" || said === "B") && cells[said]) said = plain(cells[said]).toUpperCase();
    return BANK.true.includes(said) ? "对" : BANK.false.includes(said) ? "错" : null;
  }
  const letters = Array.from(said.replace(/[,、;\s./]/gu, ""));
  if (!letters.length || letters.some((letter) => !LETTERS.includes(letter) || !cells[letter])) return null;
  if (new Set(letters).size !== letters.length) return null;
  if (kind === "单选") return letters.length === 1 ? letters[0] : null;
  return letters.length >= 2 ? letters.sort().join("") : null;
}

function plain(text) {
  return unicode.split(unicode.nfkc(text).replace(/\ufe0f/g, "")).join("");
}

module.exports = { judge, answerOf };
