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

/** What is sent and kept goes in one line: the page of a question that is left, the list behind it and the page that is opened
 * next have the same draft in hand. */
let line = Promise.resolve();

/** @param {() => any} act @returns {Promise<any>} */
function inTurn(act) {
  const turn = line.then(act);
  line = turn.then(() => {}, () => {});
  return turn;
}

/** Sends what an earlier visit could not; what somebody else has changed meanwhile stays to be looked at. @param {string} entry @param {string} bank */
async function resume(entry, bank) {
  for (const key of store.keys(`${PREFIX}${entry}:${bank}:`)) {
    try {
      await inTurn(() => again(key));
    } catch (fault) {
      if (fault instanceof api.Lost) return;
    }
  }
}

/** @param {string} key */
async function again(key) {
  const draft = store.get(key);
  if (!draft || isOpen()) return;
  try {
    await send(draft);
    store.remove(key);
  } catch (fault) {
    if (fault instanceof api.Lost) keep(draft); // it may have arrived
    throw fault;
  }
}

/** The page of a question is open: it sends what is written there itself. */
const isOpen = () => getCurrentPages().some((page) => page.route === "pages/question/question");

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

module.exports = { BLANK, LETTERS, kept, keep, drop, written, isBlank, send, inTurn, resume, all, plain };
