// Files on their way: in pieces, three at once, going on after a lost network, a locked phone, a restart, a new token.

const files = require("./files");
const network = require("./network");
const sending = require("./sending");
const shelf = require("./shelf");
const store = require("./store");

const AT_ONCE = 3;
const KEY = "uploads";

/**
 * One file on its way. `server`: the upload's id there; `isAsked`: the server was asked for one and has not answered yet.
 * `mark`: by which the same file is known when it is chosen again. `state`: waiting, sending, paused (`why`, when the server
 * had no room), gone (the phone has thrown the file away), refused (`why` says it). `speed`: bytes a millisecond.
 * @typedef {{ id: string, entry: string, field: string, item: string, name: string, title: string, size: number, path: string,
 *   mark: string, server: string, isAsked: boolean, offset: number, state: string, why: string, speed: number }} Row
 */

/** @type {Row[]} */
let rows = [];
/** @type {Set<(row: Row, isDone: boolean) => void>} */
const listeners = new Set();
/** @type {Map<string, InstanceType<typeof sending.Job>>} */
const jobs = new Map();
/** Rows whose file is being put where it is kept: neither here nor there, nothing can be read of it. @type {Set<string>} */
const moving = new Set();

/** Goes on with what an earlier run could not finish. */
function resume() {
  rows = store.get(KEY) || [];
  for (const row of rows) {
    row.path = shelf.kept(row.id) || row.path;
    if (row.state === "sending") row.state = "waiting";
    if (row.state !== "refused" && !shelf.has(row.path)) row.state = "gone";
  }
  shelf.tidy(rows.map((row) => row.id));
  keep();
  wake();
}

/** @param {string} entry @param {string} field @param {string} [item] */
function of(entry, field, item = "") {
  return rows.filter((row) => row.entry === entry && row.field === field && row.item === item);
}

/** A chosen file: a new one, or the one that the phone had thrown away.
 * @param {{ entry: string, field: string, item?: string }} where @param {{ path: string, name: string, size: number, title?: string }} file */
async function add({ entry, field, item = "" }, { path, name, size, title = "" }) {
  const mark = await files.mark(path, size);
  const half = of(entry, field, item).find((row) => row.state === "gone" && mark && row.mark === mark);
  const id = `${Date.now()}-${Math.random().toString(36).slice(2, 8)}`;
  const row = half || { id, entry, field, item, path, name, size, title, mark, server: "", isAsked: false, offset: 0, state: "waiting", why: "", speed: 0 };
  if (!half) rows.push(row);
  moving.add(row.id);
  changed(row); // before the file moves: the row's id leads to it
  row.path = await shelf.keep(path, row.id);
  moving.delete(row.id);
  if (!rows.includes(row)) return shelf.drop(row.path); // given up meanwhile
  if (row.state === "gone") row.state = "waiting";
  changed(row);
  wake();
}

/** Begins as many of those that wait as may go at once. */
function wake() {
  for (const row of rows) {
    if (jobs.size >= AT_ONCE) return;
    if (row.state === "waiting" && !jobs.has(row.id) && !moving.has(row.id)) run(row);
  }
}

/** @param {Row} row */
async function run(row) {
  const job = new sending.Job(row, () => changed(row), () => rows.map((one) => one.server));
  jobs.set(row.id, job);
  Object.assign(row, { state: "sending", why: "" });
  changed(row);
  try {
    if (await job.run()) done(row);
  } catch (fault) {
    if (!job.isStopped) stopped(row, /** @type {any} */ (fault));
  } finally {
    jobs.delete(row.id);
    wake();
  }
}

/** Going on by itself is useless: the person has to do something. @param {Row} row @param {Error & { isGone?: boolean, status?: number }} fault */
function stopped(row, fault) {
  if (fault.isGone) row.state = "gone";
  else row.state = fault.status === sending.NO_ROOM ? "paused" : "refused";
  row.why = fault.isGone ? "" : fault.message;
  changed(row);
}

/** @param {Row} row */
function done(row) {
  rows = rows.filter((one) => one !== row);
  shelf.drop(row.path);
  keep();
  tell(row, true);
}

/** @param {Row} row */
function changed(row) {
  keep();
  tell(row, false);
}

function keep() {
  store.set(KEY, rows);
}

/** @param {Row} row @param {boolean} isDone */
function tell(row, isDone) {
  for (const listener of [...listeners]) listener(row, isDone);
}

/** @param {string} id */
const find = (id) => rows.find((one) => one.id === id);

/** @param {string} id */
function stop(id) {
  const job = jobs.get(id);
  if (job) job.stop();
}

/** @param {string} id */
function pause(id) {
  const row = find(id);
  if (!row || !["waiting", "sending"].includes(row.state)) return;
  row.state = "paused";
  stop(id);
  changed(row);
}

/** @param {string} id */
function go(id) {
  const row = find(id);
  if (!row) return;
  Object.assign(row, { state: shelf.has(row.path) ? "waiting" : "gone", why: "" });
  changed(row);
  wake();
}

/** Gives one up; what the server has of it goes too. @param {string} id */
function remove(id) {
  const row = find(id);
  if (!row) return;
  row.state = "dropped";
  stop(id);
  if (row.server) sending.forget(row.server);
  done(row);
}

/** Hears of every change. @param {(row: Row, isDone: boolean) => void} listener @returns {() => void} stops listening */
function listen(listener) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The phone was unlocked, or the mini-program came back: those who wait for the network look again. */
function show() {
  network.wake();
  wake();
}

/** No file is on its way any more; what the server has of them it drops itself. */
function forget() {
  rows = [];
  for (const job of jobs.values()) job.stop();
}

module.exports = { resume, of, add, pause, go, remove, listen, show, forget };
