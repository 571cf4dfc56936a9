// Single questions of a bank: kept on this phone while they are written, sent one after the other, never overwritten unseen.

const api = require("./api");
const store = require("./store");

const PREFIX = "question:";
const PARTS = ["type", "stem", "options", "answer", "analysis", "difficulty", "source"];
const LETTERS = ["A", "B", "C", "D", "E", "F"];
const BLANK = { type: "单选", stem: "", options: /** @type {string[]} */ ([]), answer: "", analysis: "", difficulty: "", source: "" };

/**
 * A question that the server has not taken yet. `id` is "" while it has never been there; `seen`: the version it was
 * written over; `key` makes a repeated first sending one question; `isAgain`: a first sending may have arrived.
 * @typedef {{ entry: string, bank: string, id: string, seen: number, key: string, question: any, isAgain?: boolean }} Draft
 */

/** @param {{ entry: string, bank: string, id: string }} where */
const place = ({ entry, bank, id }) => `${PREFIX}${entry}:${bank}:${id || "new"}`;

/** What was written here and has not arrived, or null. @param {string} entry @param {string} bank @param {string} id @returns {Draft | null} */
const kept = (entry, bank, id) => store.get(place({ entry, bank, id }));
/** @param {Draft} draft */
const keep = (draft) => store.set(place(draft), draft);
/** @param {{ entry: string, bank: string, id: string }} where */
const drop = (where) => store.remove(place(where));

/** Only what a person writes of a question. @param {any} question */
const written = (question) => Object.fromEntries(PARTS.map((part) => [part, question[part]]));

/** @param {any} question */
function isBlank(question) {
  return !question.stem.trim() && !question.options.some((/** @type {string} */ text) => text.trim());
}

/**
 * Sends what was written; the question as the server has it then. Throws Problem (question.stale brings `theirs`), Lost.
 * @param {Draft} draft @returns {Promise<{ bank: string, question: any }>}
 */
async function send(draft) {
  const root = `/entries/${draft.entry}/banks/${draft.bank}/questions`;
  if (draft.id) return api.call(`${root}/${draft.id}`, { method: "PUT", body: { question: draft.question, seen: draft.seen } });
  const wasSent = draft.isAgain;
  draft.isAgain = true;
  const made = await api.call(root, { method: "POST", body: { question: draft.question }, key: draft.key });
  if (!wasSent) return made;
  return api.call(`${root}/${made.question.id}`, { method: "PUT", body: { question: draft.question, seen: made.question.version } });
}

/** Sends what an earlier visit could not; what somebody else has changed meanwhile stays to be looked at. @param {string} entry @param {string} bank */
async function resume(entry, bank) {
  for (const key of store.keys(`${PREFIX}${entry}:${bank}:`)) {
    const draft = store.get(key);
    try {
      await send(draft);
      store.remove(key);
    } catch (fault) {
      if (fault instanceof api.Lost) return keep(draft);
    }
  }
}

/** Every question of a bank, read in pages. @param {string} entry @param {string} bank */
async function all(entry, bank) {
  const items = [];
  let page = await api.call(`/entries/${entry}/banks/${bank}?limit=50`);
  items.push(...page.items);
  while (page.next && page.is_editable) {
    page = await api.call(`/entries/${entry}/banks/${bank}?limit=50&after=${page.next}`);
    items.push(...page.items);
  }
  return { ...page, items, isPartly: Boolean(page.next) };
}

/** At its place a fault needs neither the bank's name nor its number. @param {any} finding */
const plain = (finding) => finding.sentence.replace(/^《.*?》(?=第)/, "").replace(/^第 \d+ 题(是(单选|多选|判断)，|的)?/, "");

module.exports = { BLANK, LETTERS, kept, keep, drop, written, isBlank, send, resume, all, plain };
