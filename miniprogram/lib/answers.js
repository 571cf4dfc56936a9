// What a person types: kept on this phone at once, sent when somebody answers, never overwritten unseen.

const api = require("./api");
const entries = require("./entries");
const network = require("./network");
const store = require("./store");

const KEEP = 300; // ms after the last letter until it lies in storage
const SEND = 900; // ms after the last letter until it is sent
const PREFIX = "typed:";

/**
 * One typed answer that the server has not taken yet. `seen`: the version it was typed over. `theirs`: what stands there
 * instead, written at another phone. `refused`: why the server does not take it.
 * @typedef {{ value: any, seen: number, theirs?: { value: any, version: number }, refused?: string }} Typed
 */

/** @type {Map<string, Record<string, Typed>>} */
const typed = new Map();
/** @type {Map<string, ReturnType<typeof setTimeout>>} */
const timers = new Map();
/** @type {Set<(entry: string, field: string) => void>} */
const listeners = new Set();
/** @type {Map<string, Promise<void>>} */
const sending = new Map();

/** Everything typed of an entry, by field. @param {string} entry @returns {Record<string, Typed>} */
function of(entry) {
  if (!typed.has(entry)) typed.set(entry, store.get(PREFIX + entry) || {});
  return /** @type {Record<string, Typed>} */ (typed.get(entry));
}

/** What stands in a field now: what was typed, else what the server has. @param {string} entry @param {string} field */
function value(entry, field) {
  const mine = of(entry)[field];
  if (mine) return mine.value;
  const told = entries.known(entry);
  return told ? told.answers[field] : undefined;
}

/** A person typed. `isDone`: a choice, a picture, the end of typing: nothing to wait for. @param {string} entry @param {string} field @param {any} value @param {boolean} [isDone] */
function type(entry, field, value, isDone = false) {
  const before = of(entry)[field];
  const told = entries.known(entry);
  const seen = before ? before.seen : (told && told.versions[field]) || 0;
  of(entry)[field] = { value, seen, ...(before && before.theirs ? { theirs: before.theirs } : {}) };
  later(`keep:${entry}`, KEEP, () => keepOne(entry));
  later(`send:${entry}`, isDone ? 0 : SEND, () => send(entry));
  tell(entry, field);
}

/** @param {string} name @param {number} ms @param {() => void} act */
function later(name, ms, act) {
  const running = timers.get(name);
  if (running !== undefined) clearTimeout(running);
  timers.set(name, setTimeout(act, ms));
}

/** @param {string} entry */
function keepOne(entry) {
  const all = of(entry);
  if (Object.keys(all).length) store.set(PREFIX + entry, all);
  else store.remove(PREFIX + entry);
}

/** Everything typed goes to storage now. */
function keep() {
  for (const entry of typed.keys()) keepOne(entry);
}

/** Goes on with what an earlier run could not send. */
function resume() {
  for (const key of store.keys(PREFIX)) send(key.slice(PREFIX.length));
}

/** Sends what waits, one field after the other. Ends when nothing is left that could be sent. @param {string} entry */
function send(entry) {
  const running = sending.get(entry);
  if (running) return running;
  const run = sendAll(entry).finally(() => sending.delete(entry));
  sending.set(entry, run);
  return run;
}

/** @param {string} entry */
async function sendAll(entry) {
  for (let field = next(entry); field; field = next(entry)) {
    keepOne(entry);
    const mine = of(entry)[field];
    try {
      settle(entry, field, mine, await api.call(`/entries/${entry}/answers/${field}`, { method: "PUT", body: { value: mine.value, seen: mine.seen } }));
    } catch (fault) {
      if (!(await refused(entry, field, mine, fault))) await network.pause(3000);
    }
    keepOne(entry);
    tell(entry, field);
  }
}

/** The next field that can be sent. @param {string} entry */
function next(entry) {
  return Object.keys(of(entry)).find((field) => !of(entry)[field].theirs && !of(entry)[field].refused);
}

/** The server has it: what was typed meanwhile goes on from there. @param {string} entry @param {string} field @param {Typed} sent @param {any} answer */
function settle(entry, field, sent, answer) {
  entries.answered(entry, answer);
  const now = of(entry)[field];
  if (now === sent) delete of(entry)[field];
  else if (now) now.seen = answer.version;
}

/** Whether it is known what to do; false: ask again later. @param {string} entry @param {string} field @param {Typed} sent @param {unknown} fault */
async function refused(entry, field, sent, fault) {
  if (!(fault instanceof api.Problem) || fault.status >= 500) return false;
  const now = of(entry)[field];
  if (!now) return true;
  if (fault.code === "answer.stale") now.theirs = { value: fault.told.theirs, version: fault.told.version };
  else if (now === sent) now.refused = fault.message;
  return true;
}

/** Two phones wrote one answer: the person has chosen. @param {string} entry @param {string} field @param {"mine" | "theirs"} which */
async function choose(entry, field, which) {
  const mine = of(entry)[field];
  if (!mine || !mine.theirs) return;
  if (which === "mine") {
    of(entry)[field] = { value: mine.value, seen: mine.theirs.version };
    keepOne(entry);
    tell(entry, field);
    return send(entry);
  }
  delete of(entry)[field];
  keepOne(entry);
  await entries.refresh(entry);
  tell(entry, field);
}

/** Whether all that was typed of an entry is with the server. @param {string} entry */
function isSent(entry) {
  return Object.keys(of(entry)).length === 0;
}

/** @param {string} entry @param {string} field */
function tell(entry, field) {
  for (const listener of [...listeners]) listener(entry, field);
}

/** @param {(entry: string, field: string) => void} listener @returns {() => void} stops listening */
function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

module.exports = { of, value, type, keep, resume, send, choose, isSent, listen };
