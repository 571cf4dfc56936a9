// What a person types: kept on this phone at once, sent when somebody answers, never overwritten unseen.

const api = require("./api");
const entries = require("./entries");
const lengths = require("./lengths");
const network = require("./network");
const people = require("./people");
const store = require("./store");

const KEEP = 300; // ms until a letter lies in storage, however fast the next one comes
const SEND = 900; // ms after the last letter until it is sent
const AGAIN = 3000; // ms between two tries while nobody answers
const CHANGE = 8000; // ms until every process of the house knows of a change of the campaign
const PREFIX = "typed:"; // a key of the storage for each answer: typed:ENTRY:FIELD
const PASSING = [401, 408, 423, 429]; // refusals that another try may be spared

/**
 * One typed answer that the server has not taken yet. `seen`: the version it was typed over; of people, `base`: its value. `out`: values that were sent and
 * whose fate is unknown. `theirs`: what stands there instead, written at another phone. `refused`: why the server does not
 * take it; `isUnasked`: because the campaign does not ask for it.
 * @typedef {{ value: any, seen: number, base?: any, out?: any[], theirs?: { value: any, version: number }, refused?: string, isUnasked?: boolean }} Typed
 */

/** @type {Map<string, Record<string, Typed>>} */
const typed = new Map();
/** Answers that found no room on this phone, as ENTRY:FIELD. @type {Set<string>} */
const homeless = new Set();
/** Versions that this phone wrote itself, by ENTRY:FIELD. @type {Map<string, number>} */
const own = new Map();
/** @type {Map<string, ReturnType<typeof setTimeout>>} */
const timers = new Map();
/** @type {Set<(entry: string, field: string) => void>} */
const listeners = new Set();
/** @type {Map<string, Promise<void>>} */
const sending = new Map();

/** Everything typed of an entry, by field. @param {string} entry @returns {Record<string, Typed>} */
function of(entry) {
  if (!typed.has(entry)) {
    const start = `${PREFIX}${entry}:`;
    // what was refused in an earlier run may be welcome by now
    typed.set(entry, Object.fromEntries(store.keys(start).map((key) => [key.slice(start.length), { ...store.get(key), refused: undefined, isUnasked: undefined }])));
  }
  return /** @type {Record<string, Typed>} */ (typed.get(entry));
}

/** What stands in a field now: what was typed, else what the server has. @param {string} entry @param {string} field */
function value(entry, field) {
  const mine = of(entry)[field];
  if (mine) return mine.value;
  return stored(entry, field);
}

/** What the server has, as far as this phone knows. @param {string} entry @param {string} field */
function stored(entry, field) {
  const told = entries.known(entry);
  return told ? told.answers[field] : undefined;
}

/** @param {string} entry @param {string} field */
function isOfPeople(entry, field) {
  const declared = declaredAs(entry, field);
  return Boolean(declared) && declared.type === "people";
}

/** The field as the declaration that this phone has says it, or null. @param {string} entry @param {string} field */
function declaredAs(entry, field) {
  const track = entries.track(entries.known(entry));
  return (track && track.fields.find((/** @type {any} */ one) => one.key === field)) || null;
}

/** A person typed. `isDone`: a choice, a picture, the end of typing: nothing to wait for. `on`: the version that stood before
 * the person's eyes, where that may be an older one than this phone knows.
 * @param {string} entry @param {string} field @param {any} value @param {boolean} [isDone] @param {number} [on] */
function type(entry, field, value, isDone = false, on = undefined) {
  const newest = version(entry, field);
  const isOwn = on === undefined || on === newest || own.get(`${entry}:${field}`) === newest;
  const { seen, base, out, theirs } = of(entry)[field] || { seen: isOwn ? newest : on, ...(isOwn && isOfPeople(entry, field) ? { base: stored(entry, field) } : {}) };
  of(entry)[field] = { value, seen, ...(base ? { base } : {}), ...(out ? { out } : {}), ...(theirs ? { theirs } : {}) };
  if (!timers.has(`keep:${entry}`)) later(`keep:${entry}`, KEEP, () => keepAll(entry)); // typing on must not put it off
  later(`send:${entry}`, isDone ? 0 : SEND, () => send(entry));
  tell(entry, field);
}

/** @param {string} entry @param {string} field @returns {number} */
function version(entry, field) {
  const told = entries.known(entry);
  return (told && told.versions[field]) || 0;
}

/** @param {string} name @param {number} ms @param {() => void} act */
function later(name, ms, act) {
  const running = timers.get(name);
  if (running !== undefined) clearTimeout(running);
  timers.set(name, setTimeout(() => {
    timers.delete(name);
    act();
  }, ms));
}

/** @param {string} entry @param {string} field */
function keepOne(entry, field) {
  const key = `${PREFIX}${entry}:${field}`;
  const mine = of(entry)[field];
  if (!mine) store.remove(key);
  if (!mine || store.set(key, mine)) homeless.delete(`${entry}:${field}`);
  else homeless.add(`${entry}:${field}`);
}

/** @param {string} entry */
function keepAll(entry) {
  for (const field of Object.keys(of(entry))) keepOne(entry, field);
  if (isHomeless(entry)) tell(entry, "");
}

/** Everything typed goes to storage now. */
function keep() {
  for (const entry of typed.keys()) keepAll(entry);
}

/** Goes on with what an earlier run could not send. */
function resume() {
  for (const entry of new Set(store.keys(PREFIX).map((key) => key.split(":")[1]))) send(entry);
}

/** Sends what waits, one field after the other. Ends when nothing is left that could be sent, or when nobody answers: then
 * the sending goes on by itself. @param {string} entry */
async function send(entry) {
  const run = sending.get(entry) || sendAll(entry).finally(() => sending.delete(entry));
  sending.set(entry, run);
  if (network.isLost()) return;
  let stop = () => {};
  const lost = new Promise((go) => { stop = network.listen((is) => is && go(undefined)); });
  await Promise.race([run, lost]);
  stop();
}

/** @param {string} entry */
async function sendAll(entry) {
  for (let field = next(entry); field; field = next(entry)) {
    const mine = of(entry)[field];
    mine.refused = lengths.refused(declaredAs(entry, field), mine.value);
    if (mine.refused) {
      keepOne(entry, field);
      tell(entry, field);
      continue;
    }
    mine.out = [...(mine.out || []), mine.value].slice(-5);
    keepOne(entry, field);
    try {
      settle(entry, field, mine, await api.call(`/entries/${entry}/answers/${field}`, { method: "PUT", body: { value: mine.value, seen: mine.seen } }));
    } catch (fault) {
      if (!(await refused(entry, field, mine, fault))) await network.pause(AGAIN);
    }
    keepOne(entry, field);
    tell(entry, field);
  }
}

/** The next field that can be sent. @param {string} entry */
function next(entry) {
  return Object.keys(of(entry)).find((field) => !of(entry)[field].theirs && !of(entry)[field].refused);
}

/** The server has it: what was typed meanwhile goes on from there. @param {string} entry @param {string} field @param {Typed} sent @param {any} answer */
function settle(entry, field, sent, answer) {
  own.set(`${entry}:${field}`, answer.version);
  entries.answered(entry, answer);
  const now = of(entry)[field];
  if (now === sent) delete of(entry)[field];
  else if (now) Object.assign(now, { seen: answer.version, out: undefined, ...(isOfPeople(entry, field) ? { base: answer.value } : {}) });
}

/** Whether it is known what to do; false: ask again later. @param {string} entry @param {string} field @param {Typed} sent @param {unknown} fault */
async function refused(entry, field, sent, fault) {
  if (!(fault instanceof api.Problem) || fault.status >= 500 || PASSING.includes(fault.status)) return false;
  const now = of(entry)[field];
  if (!now) return true;
  if (fault.code === "answer.stale") return stale(now, fault.told, isOfPeople(entry, field));
  if (fault.code === "answer.field.unknown") return unasked(entry, field, sent, fault.message);
  if (fault.code === "entry.not_editable") renewed(entry); // sent in, taken back or decided on elsewhere: the form closes
  if (now === sent) now.refused = fault.message;
  return true;
}

/** The campaign was changed under the draft. While it changes, one process of the house asks for an item that another does
 * not know yet: what the newest declaration asks for is sent again, and a while later the house is asked once more.
 * @param {string} entry @param {string} field @param {Typed} sent @param {string} sentence */
async function unasked(entry, field, sent, sentence) {
  if (!(await renewed(entry)) || isAsked(entry, field)) return false;
  if (of(entry)[field] === sent) Object.assign(sent, { refused: sentence, isUnasked: true });
  later(`look:${entry}`, CHANGE, () => renewed(entry));
  return true;
}

/** The newest declaration is here: what was refused because nobody asked for it is sent again once somebody asks.
 * @param {string} entry */
function declared(entry) {
  const again = Object.keys(of(entry)).filter((field) => of(entry)[field].isUnasked && isAsked(entry, field));
  for (const field of again) Object.assign(of(entry)[field], { refused: undefined, isUnasked: undefined });
  if (again.length) send(entry);
}

/** Something else stands there by now: what this phone sent itself before the answer was lost, or what another wrote. A film
 * that arrived is nobody's writing: it joins what was typed.
 * @param {Typed} now @param {any} told @param {boolean} areOfPeople */
function stale(now, { theirs, version }, areOfPeople) {
  const isOwn = (now.out || []).some((one) => alike(one, theirs));
  const isFilm = areOfPeople && [now.base, ...(now.out || [])].some((one) => one && people.areAlike(one, theirs));
  if (isFilm) Object.assign(now, { seen: version, base: theirs, value: people.withFilms(now.value, theirs) });
  else if (isOwn) now.seen = version;
  else now.theirs = { value: theirs, version };
  return true;
}

/** White space at the ends is the server's to drop. @param {any} one @param {any} other */
function alike(one, other) {
  const plain = (/** @type {any} */ value) => (typeof value === "string" ? value.replace(/\s+/g, "") : JSON.stringify(value === undefined ? null : value));
  return plain(one) === plain(other);
}

/** The entry and its declaration as they are now; false: the page asks again when it is shown. @param {string} entry */
async function renewed(entry) {
  try {
    await entries.refresh(entry);
  } catch (silent) {
    return false;
  }
  tell(entry, "");
  return true;
}

/** Two phones wrote one answer: the person has chosen. @param {string} entry @param {string} field @param {"mine" | "theirs"} which */
async function choose(entry, field, which) {
  const mine = of(entry)[field];
  if (!mine || !mine.theirs) return;
  const { value, version } = mine.theirs;
  if (which === "mine") of(entry)[field] = { value: isOfPeople(entry, field) ? people.withFilms(mine.value, value) : mine.value, seen: version };
  else {
    delete of(entry)[field];
    entries.taken(entry, field, value, version);
  }
  keepOne(entry, field);
  tell(entry, field);
  if (which === "mine") return send(entry);
  await renewed(entry);
}

/** Whether all that was typed of an entry is with the server; what the campaign no longer asks for is not waited for. @param {string} entry */
function isSent(entry) {
  return Object.keys(waiting(entry)).length === 0;
}

/** What was typed and is still asked for. @param {string} entry @returns {Record<string, Typed>} */
function waiting(entry) {
  return Object.fromEntries(Object.entries(of(entry)).filter(([field]) => isAsked(entry, field)));
}

/** Whether the declaration that this phone has asks for it; without one, nobody knows better. @param {string} entry @param {string} field */
function isAsked(entry, field) {
  return !entries.track(entries.known(entry)) || Boolean(declaredAs(entry, field));
}

/** @param {string} entry */
function isHomeless(entry) {
  return [...homeless].some((one) => one.startsWith(`${entry}:`));
}

/** How safe what was typed is, in a few words. @param {string} entry */
function saved(entry) {
  const all = Object.values(waiting(entry));
  if (all.some((one) => one.theirs || one.refused)) return "有一项要看一下";
  if (!all.length) return "已保存";
  if (isHomeless(entry)) return "手机存储满了，还没有记下。请不要退出，连上网就会保存";
  return network.isLost() ? "已记在手机里" : "正在保存…";
}

/** @param {string} entry @param {string} field "": any of them */
function tell(entry, field) {
  for (const listener of [...listeners]) listener(entry, field);
}

/** @param {(entry: string, field: string) => void} listener @returns {() => void} stops listening */
function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Nothing typed stays in memory, and no timer writes it back. */
function forget() {
  for (const timer of timers.values()) clearTimeout(timer);
  for (const held of [timers, typed, own, homeless]) held.clear();
}

entries.listen(declared);

module.exports = { of, waiting, value, type, keep, resume, send, choose, isSent, saved, listen, forget };
