// What the server will say of an answer, said by the phone at once: parse what was typed, check what was parsed.
//
// `field` is a field of `GET /api/v1/campaigns/KEY`. `known` is what answers point at, as far as the phone knows it:
// {files: {id: {id, filename, facts, sha256}}, unconfirmed: [unit id], letters and sheets: see sealed.js}.
"use strict";

const { LONGEST, MOST, NO, YES } = require("./generated/tables");
const banks = require("./banks");
const figures = require("./figures");
const files = require("./files");
const { finding, Refused } = require("./findings");
const { kept, line } = require("./kept");
const patterns = require("./patterns");
const persons = require("./persons");
const phones = require("./phones");
const { foreign } = require("./plain");
const rules = require("./rules");
const sealed = require("./sealed");
const twins = require("./twins");
const unicode = require("./unicode");
const { zi } = require("./zi");

const OF_FILES = ["value", "count", "named", "different", "alike", "titles"];
const OF_BANKS = OF_FILES.concat("questions");
const OF_PEOPLE = ["value", "count", "named", "different", "craftsman_intros", "craftsman_videos", "intro"];

const MEASURES = {
  text: measureText,
  paragraph: measureParagraph,
  phone: (value) => ({ valid: phones.isValid(value) }),
  choice: () => ({}),
  yes_no: () => ({}),
  industry: () => ({}),
  people: persons.measure,
  unit: (value, known) => ({ confirmed: "id" in value && !(known.unconfirmed || []).includes(value.id) }),
  files: measureFiles,
  paper: measureFiles,
  bank: measureFiles,
};

const FURTHER = { people: ofPeople, files: ofFiles, paper: ofPapers, bank: ofBanks };

const PARSERS = {
  text: (raw, field) => patterns.replace("spaces", words(raw, field, LONGEST.text), " "),
  paragraph: (raw, field) => words(raw, field, LONGEST.text),
  phone: (raw, field) => phones.tidy(words(raw, field, LONGEST.phone)),
  choice: parseChoice,
  yes_no: parseYesNo,
  people: persons.parse,
  files: parseFiles,
  bank: parseFiles,
  paper: parseFiles,
};

/** The value of what was typed, as the server will keep it. Throws Refused {code, field, sentence}. Units and
 *  industries are chosen from what the server found, and are kept as they came. */
function parse(field, raw) {
  return PARSERS[field.type] ? PARSERS[field.type](raw, field) : raw;
}

/** Findings of a parsed answer, as the API sends them. */
function check(field, value, known = {}) {
  if (isBlank(value)) {
    const asking = field.rules.filter((rule) => rule.op === "filled" || (rule.fact === "count" && rule.op === "min"));
    return rules.judge(asking, { value: false, count: 0 }, field.label);
  }
  const facts = { value: true, ...MEASURES[field.type](value, known) };
  const further = FURTHER[field.type] ? FURTHER[field.type](value, field, known) : [];
  const counted = field.type === "bank" ? ofCount(value, field, known, further) : [];
  return counted.concat(rules.judge(field.rules, facts, field.label), further);
}

function isBlank(value) {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** A text as it is kept, or refused. */
function words(raw, field, longest) {
  if (typeof raw !== "string") throw new Refused("answer.shape.wrong", field);
  const text = unicode.stripped(kept(raw));
  const measured = unicode.length(text);
  if (measured > longest) throw new Refused("answer.text.long", field, { measured, wanted: longest });
  return text;
}

function parseChoice(raw, field) {
  const said = patterns.replace("said_end", unicode.nfkc(words(raw, field, LONGEST.text)), "");
  const labels = field.choices.map((choice) => choice.label);
  const number = /^[0-9]{1,3}$/.test(said) ? Number(said) : 0;
  if (number >= 1 && number <= labels.length) return labels[number - 1];
  const exact = labels.filter((label) => label === said);
  const near = labels.filter((label) => said.includes(label) || (unicode.length(said) > 1 && label.includes(said)));
  const matches = exact.length ? exact : near;
  if (matches.length === 1) return matches[0];
  throw new Refused("answer.choice.unknown", field, { wanted: labels.join("、") });
}

function parseYesNo(raw, field) {
  if (typeof raw === "boolean") return raw;
  const text = unicode.nfkc(unicode.folded(words(raw, field, LONGEST.text)));
  const said = patterns.replace("said_end", text, "");
  if (YES.includes(said)) return true;
  if (NO.includes(said)) return false;
  throw new Refused("answer.yes_no.unknown", field);
}

function parseFiles(raw, field) {
  const isRow = (row) => typeof row === "object" && row !== null && typeof row.attachment === "string";
  const isShaped = Array.isArray(raw) && raw.length <= MOST.files && raw.every(isRow);
  if (!isShaped || new Set(raw.map((row) => row.attachment)).size !== raw.length) {
    throw new Refused("answer.shape.wrong", field);
  }
  return raw.map((row) => ({ attachment: row.attachment, title: line(row.title, 80) }));
}

function measureText(value) {
  const count = zi(value);
  if (!count) return { value: false }; // nothing but what nobody sees
  const found = foreign(value);
  return { zi: count, plain: found ? found.kind : true, plain_part: found && found.part, text: value };
}

function measureParagraph(value) {
  const facts = measureText(value);
  if (!facts.zi) return facts;
  const { inPoints, hasFigure, hasUnit } = figures;
  return { ...facts, points: inPoints(value), figures: hasFigure(value), figure_units: hasUnit(value) };
}

function measureFiles(value, known) {
  return {
    count: value.length,
    named: value.every((row) => zi(row.title) > 0),
    titles: value.map((row) => row.title).join("\n") || null,
  };
}

function filesOf(value, known) {
  return value.map((row) => (known.files || {})[row.attachment]);
}

function isLookedAt(file) {
  return Boolean(file && file.facts && Object.keys(file.facts).length);
}

// Nothing of a bank with a `must` of its own counts, and the sentence says how many questions wait (notice A4.7).
function ofCount(value, field, known, found) {
  const seen = filesOf(value, known);
  if (!seen.every(isLookedAt)) return [];
  const refused = new Set(found.filter((one) => one.level === "must" && !isOfFile(one, field)).map((one) => one.attachment));
  const count = (files) => files.reduce((total, file) => total + (file.facts.rows || []).length, 0);
  const total = count(seen);
  const waiting = count(seen.filter((file) => refused.has(file.id)));
  const asked = field.rules.filter((rule) => rule.fact === "questions");
  const said = rules.judge(asked, { questions: total - waiting }, field.label);
  return waiting ? said.map((one) => waitingFor(one, asked, total, waiting)) : said;
}

// A file that cannot be read has no questions that could wait.
function isOfFile(found, field) {
  return found.rule === `${field.key}.readable.is`;
}

function waitingFor(found, asked, total, waiting) {
  const least = asked.find((rule) => rule.rule === found.rule && rule.op === "min");
  const short = Math.max(0, (least ? least.value : 0) - total);
  const phrase = short ? "rule.questions.min.short" : "rule.questions.min.waiting";
  return finding(found.rule, found.level, phrase, { ...found.params, waiting, missing: short });
}

function ofFiles(value, field, known, whole = OF_FILES) {
  const listed = value.map((row) => {
    const file = (known.files || {})[row.attachment];
    return { file: { id: row.attachment, facts: {}, ...file }, name: row.title || (file ? file.filename : row.attachment) };
  });
  return value.reduce((found, row) => {
    const file = (known.files || {})[row.attachment];
    return isLookedAt(file) ? found.concat(files.check(file, row.title, field, whole)) : found;
  }, twins.judge(listed, field));
}

function ofBanks(value, field, known) {
  const sheets = value
    .map((row) => ({ file: (known.files || {})[row.attachment], title: row.title }))
    .filter(({ file }) => isLookedAt(file) && !file.facts.fault)
    .map(({ file, title }) => ({ file, name: title || file.filename }));
  const all = Object.keys(known.files || {}).map((id) => known.files[id].facts || {});
  const longest = all.filter((facts) => facts.width && facts.seconds).reduce((most, f) => Math.max(most, f.seconds), 0);
  return ofFiles(value, field, known, OF_BANKS).concat(banks.judge(sheets, field, longest));
}

function ofPapers(value, field, known) {
  const all = value.map((row) => ({ row, file: (known.files || {})[row.attachment] }));
  const sheets = all.filter(({ file }) => isLookedAt(file));
  const found = sheets.reduce((said, { row, file }) => {
    const shown = { ...file, facts: sealed.measured(file.facts) };
    return said.concat(files.check(shown, row.title, field, OF_FILES));
  }, []);
  return found.concat(sealed.judge(sheets, field, known, sheets.length === value.length));
}

function ofPeople(value, field, known) {
  const found = [];
  for (const person of value) {
    if (person.intro) {
      const ofIntro = field.rules.filter((rule) => rule.fact === "intro");
      found.push(...rules.judge(ofIntro, { intro: person.intro }, `${field.label}·${person.name}`));
    }
    for (const video of person.videos || []) {
      const file = (known.files || {})[video];
      if (isLookedAt(file)) found.push(...files.check(file, "", field, OF_PEOPLE));
    }
  }
  return found;
}

module.exports = { check, parse, isBlank };
