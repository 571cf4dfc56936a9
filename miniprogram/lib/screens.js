// What stands on a screen of the form: drawn from the declaration, the answers and what was typed, nothing else.

const answers = require("./answers");
const domain = require("./domain/answers");
const entries = require("./entries");
const parcels = require("./parcels");

const COUNTED = ["text", "paragraph"];
const DRAWN = ["choice", "yes_no", "unit", "industry"]; // small answers; every other widget reads the rest from what is kept
const NAMED = ["unit", "industry"]; // answers that the server puts into words

/** The screens of a form: its steps, or one question each. @param {any} track @param {boolean} isSingle */
function screens(track, isSingle) {
  if (!isSingle) return track.steps.map((/** @type {any} */ step) => ({ title: step.title, fields: step.fields }));
  return track.steps.flatMap((/** @type {any} */ step) => step.fields.map((/** @type {string} */ field) => ({ title: step.title, fields: [field] })));
}

/** The screen that holds a field. @param {any} track @param {boolean} isSingle @param {string} field */
function screenOf(track, isSingle, field) {
  const found = screens(track, isSingle).findIndex((/** @type {any} */ one) => one.fields.includes(field));
  return Math.max(0, found);
}

/** Findings that stand at a field: what the server said, or, of what it has not seen yet, what the same rules say here.
 * @param {any} entry @param {any} declared @param {any} mine */
function findings(entry, declared, mine) {
  const found = mine ? judged(declared, mine.value) : entry.findings.filter((/** @type {any} */ one) => one.rule.split(".")[0] === declared.key);
  return found.filter((/** @type {any} */ one) => !one.attachment);
}

/** @param {any} declared @param {any} value */
function judged(declared, value) {
  try {
    return domain.check(declared, domain.parse(declared, value));
  } catch (refused) {
    return []; // the server says it in its own words
  }
}

/**
 * A field as its component draws it.
 * @param {any} entry @param {any} declared
 */
function view(entry, declared) {
  const mine = answers.of(entry.id)[declared.key];
  const value = answers.value(entry.id, declared.key);
  const isBlank = value === undefined || value === null || value === "" || (Array.isArray(value) && !value.length);
  const found = findings(entry, declared, mine);
  const shown = isBlank && !entry.submitted_at ? [] : found; // an item nobody has come to yet is not scolded
  return {
    key: declared.key,
    item: declared.item.replace(/^A\d+\./, ""),
    type: declared.type,
    kind: declared.kind,
    label: declared.label,
    hint: declared.hint,
    example: declared.example,
    isRequired: declared.is_required,
    choices: declared.choices,
    hasDraft: declared.draft.length > 0,
    isBlank,
    value: DRAWN.includes(declared.type) && value !== undefined ? value : null,
    version: entry.versions[declared.key] || 0,
    text: mine || !NAMED.includes(declared.type) ? "" : entry.texts[declared.key] || "",
    limit: COUNTED.includes(declared.type) ? limit(declared) : 0,
    findings: shown.map((/** @type {any} */ one) => ({ level: one.level, sentence: one.sentence })),
    returned: returnedBecause(entry, declared.key),
    theirs: mine && mine.theirs ? parcels.beginning(said(mine.theirs.value)) : null,
    refused: (mine && mine.refused) || "",
    isEditable: entries.isEditable(entry),
  };
}

/** The most characters that a text may have, as the hint says it. @param {any} declared */
function limit(declared) {
  const most = declared.rules.filter((/** @type {any} */ rule) => rule.fact === "zi" && rule.op === "max");
  return most.length ? most[0].value : 0;
}

/** Why an entry came back, as far as an item goes. @param {any} entry @param {string} field */
function returnedBecause(entry, field) {
  if (entry.state !== "returned") return "";
  const review = entry.reviews.find((/** @type {any} */ one) => Object.keys(one.reasons).length);
  return (review && review.reasons[field]) || "";
}

/** An answer of any shape in a few words. @param {any} value */
function said(value) {
  if (value === null || value === undefined) return "（空）";
  if (typeof value === "boolean") return value ? "是" : "否";
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map((row) => row.name || row.title || "").filter(Boolean).join("、") || `${value.length} 个`;
  return value.name || [value.section, value.division].filter(Boolean).join("-") || "（已填）";
}

module.exports = { screens, screenOf, view, findings, said };
