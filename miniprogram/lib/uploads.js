// Files on their way: in pieces, three at once, going on after a lost network, a locked phone, a restart, a new token.

const network = require("./network");
const sending = require("./sending");
const store = require("./store");

const AT_ONCE = 3;
const KEY = "uploads";

/**
 * One file on its way. `server`: the upload's id there. `state`: waiting, sending, paused, gone (the phone has thrown the
 * file away), refused (`why` says it).
 * @typedef {{ id: string, entry: string, field: string, item: string, name: string, title: string, size: number, path: string,
 *   server: string, offset: number, state: string, why: string, speed: number }} Row
 */

/** @type {Row[]} */
let rows = [];
/** @type {Set<(row: Row, isDone: boolean) => void>} */
const listeners = new Set();
/** @type {Map<string, InstanceType<typeof sending.Job>>} */
const jobs = new Map();

/** Goes on with what an earlier run could not finish. */
function resume() {
  rows = store.get(KEY) || [];
  for (const row of rows) {
    if (row.state === "sending") row.state = "waiting";
    if (row.state !== "refused" && !isThere(row.path)) row.state = "gone";
  }
  wake();
}

/** @param {string} path */
function isThere(path) {
  try {
    wx.getFileSystemManager().accessSync(path);
    return true;
  } catch (absent) {
    return false;
  }
}

/** @param {string} entry @param {string} field @param {string} [item] */
function of(entry, field, item = "") {
  return rows.filter((row) => row.entry === entry && row.field === field && row.item === item);
}

/** @param {{ entry: string, field: string, item?: string }} where @param {{ path: string, name: string, size: number, title?: string }} file */
function add({ entry, field, item = "" }, { path, name, size, title = "" }) {
  const half = rows.find((row) => row.state === "gone" && row.entry === entry && row.field === field && row.size === size && row.name === name);
  if (half) {
    Object.assign(half, { path, state: "waiting" });
    changed(half);
    return wake();
  }
  const row = { id: `${Date.now()}-${Math.random().toString(36).slice(2, 8)}`, entry, field, item, path, name, size, title, server: "", offset: 0, state: "waiting", why: "", speed: 0 };
  rows.push(row);
  changed(row);
  wake();
}

/** Begins as many of those that wait as may go at once. */
function wake() {
  for (const row of rows) {
    if (jobs.size >= AT_ONCE) return;
    if (row.state === "waiting" && !jobs.has(row.id)) run(row);
  }
}

/** @param {Row} row */
async function run(row) {
  const job = new sending.Job(row, () => changed(row), new Set(rows.map((one) => one.server)));
  jobs.set(row.id, job);
  row.state = "sending";
  changed(row);
  try {
    if (await job.run()) done(row);
  } catch (fault) {
    row.state = /** @type {any} */ (fault).isGone ? "gone" : "refused";
    row.why = /** @type {Error} */ (fault).message;
    changed(row);
  } finally {
    jobs.delete(row.id);
    wake();
  }
}

/** @param {Row} row */
function done(row) {
  rows = rows.filter((one) => one !== row);
  keep();
  for (const listener of [...listeners]) listener(row, true);
}

/** @param {Row} row */
function changed(row) {
  keep();
  for (const listener of [...listeners]) listener(row, false);
}

function keep() {
  store.set(KEY, rows);
}

/** @param {string} id */
function pause(id) {
  const row = rows.find((one) => one.id === id);
  if (!row || !["waiting", "sending"].includes(row.state)) return;
  row.state = "paused";
  const job = jobs.get(id);
  if (job) job.stop();
  changed(row);
  wake();
}

/** @param {string} id */
function go(id) {
  const row = rows.find((one) => one.id === id);
  if (!row) return;
  row.state = isThere(row.path) ? "waiting" : "gone";
  changed(row);
  wake();
}

/** Gives one up; what the server has of it goes too. @param {string} id */
function remove(id) {
  const row = rows.find((one) => one.id === id);
  if (!row) return;
  const job = jobs.get(id);
  if (job) job.stop();
  if (row.server) sending.forget(row.server);
  done(row);
}

/** Hears of every change. @param {(row: Row, isDone: boolean) => void} listener @returns {() => void} stops listening */
function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The phone was woken, or the mini-program came back: those who wait for the network look again. */
function show() {
  network.report(false);
  wake();
}

module.exports = { resume, of, add, pause, go, remove, listen, show };
