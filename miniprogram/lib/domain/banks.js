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
  const known = new Map();
  return files.reduce((found, { file, name }) => found.concat(ofFile(faults(file.facts, name, known, longest), file, name, field)), []);
}

// The first of each kind one by one, as a person goes through the sheet; the others together with their places.
function ofFile(all, file, name, field) {
  const kinds = new Map();
  for (const fault of all) kinds.set(fault.phrase, (kinds.get(fault.phrase) || []).concat(fault));
  const told = (fault, phrase, params) =>
    finding(`${field.key}.${fault.phrase.replace(/^bank\./, "")}`, BANK.duties[fault.phrase], phrase, params, { file: name, attachment: file.id });
  const single = [];
  const rest = [];
  for (const [phrase, rows] of kinds) {
    const isTogether = BANK.together.includes(phrase);
    if (!isTogether) single.push(...rows.slice(0, BANK.named));
    const left = isTogether ? rows : rows.slice(BANK.named);
    if (left.length) {
      const params = { count: left.length, places: listed(left.map((fault) => fault.where)), column: label(left[0].key) };
      rest.push(told(left[0], isTogether ? phrase : `more.${phrase}`, params));
    }
  }
  const order = (fault) => (fault.where ? fault.where.at : -1);
  single.sort((a, b) => order(a) - order(b));
  return single.map((fault) => told(fault, fault.phrase, { ...(fault.where ? placed(fault) : {}), ...fault.params })).concat(rest);
}

function faults(facts, name, known, longest) {
  const broken = ofSheets(facts);
  if (broken.length) return broken;
  const rows = facts.rows || [];
  const parts = facts.parts_left || [];
  /** @type {any[]} */
  const found = parts.length ? [{ phrase: "bank.parts.left", params: { fields: parts.slice(0, 5).join("、") } }] : [];
  if (facts.rows_left) found.push({ phrase: "bank.rows.left", params: { count: facts.rows_left, measured: rows.length } });
  rows.forEach((row, at) => {
    const where = { file: name, at, row, facts };
    for (const [phrase, key, params] of rowFaults(row, longest)) found.push({ phrase, key, params, where });
    found.push(...repeats(row.cells, where, known));
  });
  return found;
}

function ofSheets(facts) {
  const found = [];
  if (facts.header === false) found.push({ phrase: facts.kind === "docx" ? "bank.table.missing" : "bank.header.missing" });
  for (const one of facts.sheets || []) {
    if (!one.missing || !one.missing.length) continue;
    const params = { place: sheet(facts, one.name) || "表头", columns: one.missing.join("、") };
    found.push({ phrase: "bank.columns.missing", params });
  }
  return found;
}

function repeats(cells, where, known) {
  const stem = plain(cells.stem);
  if (!stem) return [];
  const options = LETTERS.filter((letter) => cells[letter]).map((letter) => plain(cells[letter]));
  const whole = JSON.stringify(["whole", stem, ...options.sort()]);
  const alone = JSON.stringify(["stem", stem]);
  const found = [];
  for (const [seen, phrase] of [[whole, "bank.stem.repeated"], [alone, "bank.stem.alike"]]) {
    if (!known.has(seen)) continue;
    found.push({ phrase, key: "stem", params: { first: toldFrom(known.get(seen), where.file) }, where });
    break;
  }
  for (const seen of [whole, alone]) if (!known.has(seen)) known.set(seen, where);
  return found;
}

function rowFaults({ cells, formulas }, longest) {
  const found = [];
  const kind = kindOf(cells);
  const isKnown = BANK.types.includes(kind);
  if (!isKnown) found.push(["bank.type.unknown", "type", { value: cells.type }]);
  if (!cells.stem) found.push(["bank.stem.empty", "stem", {}]);
  if (kind === "单选" || kind === "多选") found.push(...optionFaults(cells));
  if (isKnown && answerOf(kind, cells) === null) found.push([`bank.answer.${CODES[kind]}`, "answer", { value: cells.answer }]);
  if (!BANK.difficulties.includes(plain(cells.difficulty))) {
    found.push(["bank.difficulty.unknown", "difficulty", { value: cells.difficulty }]);
  }
  found.push(...sourceFaults(cells.source, longest));
  for (const key of formulas || []) found.push(["bank.formula.read", key, { value: Array.from(cells[key]).slice(0, 60).join("") }]);
  return found;
}

function optionFaults(cells) {
  const given = LETTERS.filter((letter) => cells[letter]);
  if (given.length < 2) return [["bank.options.few", given[0] === "A" ? "B" : "A", { count: given.length }]];
  const last = LETTERS.indexOf(given[given.length - 1]);
  const gaps = LETTERS.slice(0, last).filter((letter) => !cells[letter]);
  const found = gaps.map((letter) => ["bank.options.gap", letter, {}]);
  const known = new Set();
  for (const letter of given) {
    if (known.has(plain(cells[letter]))) found.push(["bank.options.same", letter, {}]);
    known.add(plain(cells[letter]));
  }
  return found;
}

function sourceFaults(said, longest) {
  const source = plain(said);
  const span = SPAN.exec(source);
  if (!span) return ELSEWHERE.test(source) ? [] : [["bank.source.vague", "source", {}]];
  const isBeyond = seconds(span[1]) >= seconds(span[2]) || (longest && seconds(span[2]) > longest + 1);
  return isBeyond ? [["bank.source.beyond", "source", {}]] : [];
}

// Where a question stands (core/domain/bank_places.py).
function placed({ where, key }) {
  const { row, facts } = where;
  const named = sheet(facts, row.sheet);
  const letter = letterOf(where, key);
  const place = `${named}第 ${row.row} ${unit(facts)}`;
  const told = { place: letter ? `${place} ${letter} 列` : place, row: row.row, column: label(key) };
  if (named) told.sheet = row.sheet;
  if (letter) told.cell = `${letter}${row.row}`;
  return told;
}

function toldFrom({ file, row, facts }, from) {
  const named = sheet(facts, row.sheet);
  const other = file === from ? "" : `“${file}”${named ? "的" : ""}`;
  return `${other}${named}第 ${row.row} ${unit(facts)}`;
}

function label(key) {
  return BANK.columns[key || "stem"];
}

function unit(facts) {
  return facts.kind === "edited" ? "题" : "行";
}

function sheet(facts, name) {
  if ((facts.sheets || []).length < 2 || name === undefined || name === null) return "";
  return facts.kind === "docx" ? `第 ${name.replace(/^表/, "")} 个表格` : `“${name}”`;
}

function letterOf({ row, facts }, key) {
  if (!key || facts.kind !== "xlsx") return "";
  const one = (facts.sheets || []).find((each) => each.name === row.sheet);
  let place = one && one.columns[key] !== undefined ? one.columns[key] + 1 : 0;
  let letters = "";
  while (place) {
    letters = String.fromCharCode(65 + ((place - 1) % 26)) + letters;
    place = Math.floor((place - 1) / 26);
  }
  return letters;
}

function listed(places) {
  const bySheet = new Map();
  for (const { row, facts } of places) {
    const named = sheet(facts, row.sheet);
    bySheet.set(named, (bySheet.get(named) || []).concat(row.row));
  }
  const said = [];
  let left = BANK.listed;
  for (const [named, rows] of bySheet) {
    if (left <= 0) break;
    const parts = spans(rows);
    said.push(`${named}第 ${parts.slice(0, left).join("、")} ${unit(places[0].facts)}${parts.length > left ? " 等" : ""}`);
    left -= parts.length;
  }
  return said.join("；");
}

function spans(rows) {
  const found = [];
  for (const row of rows) {
    const last = found[found.length - 1];
    if (last && row === last[1] + 1) last[1] = row;
    else found.push([row, row]);
  }
  return found.map(([first, last]) => (first === last ? String(first) : `${first}–${last}`));
}

function seconds(clock) {
  return clock.split(":").reduce((total, part) => total * 60 + Number(part), 0);
}

function kindOf(cells) {
  return plain(cells.type).replace(/题$/, "");
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
