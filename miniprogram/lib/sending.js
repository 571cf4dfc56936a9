// Sends one file by tus 1.0 (tus.io): chunks by POST with the override header, for wx.request has no PATCH.

const api = require("./api");
const encoding = require("./encoding");
const files = require("./files");
const http = require("./http");
const network = require("./network");

const FIRST = 512 * 1024;
const LEAST = 64 * 1024;
const MOST = 8 * 1024 * 1024;
const QUICK = 5000; // ms: a chunk that took less may grow
const SLOW = 10000; // ms: one that took more shrinks
const LONGEST = 60000; // ms of a call; what arrived before the cut stays with the server
const WAITS = [1000, 2000, 4000, 8000, 15000];
const TUS = { "tus-resumable": "1.0.0" };
const NO_ROOM = 507;
const BUSY = [423, 429]; // somebody else holds the upload for a moment, too many ask
const LOST_TRACK = [404, 409, 410]; // the upload is gone, or stands at another offset: look anew

/** Uploads are made one after the other: one whose answer was lost is never taken for that of a twin. */
let making = Promise.resolve("");

class Job {
  /**
   * @param {import("./uploads").Row} row @param {() => void} changed
   * @param {() => string[]} taken uploads of the server that rows go on with
   */
  constructor(row, changed, taken) {
    this.row = row;
    this.changed = changed;
    this.taken = taken;
    this.length = FIRST;
    this.isStopped = false;
    this.tries = 0;
    /** @type {WechatMiniprogram.RequestTask | null} */
    this.task = null;
    this.halt = () => {};
    this.halted = new Promise((go) => { this.halt = () => go(undefined); });
  }

  stop() {
    this.isStopped = true;
    this.halt();
    if (this.task) this.task.abort();
  }

  /** Whether all of it is there; false when it was stopped. Throws what makes going on useless. */
  async run() {
    while (!this.isStopped) {
      try {
        if (await this.begin()) return await this.pieces();
      } catch (fault) {
        if (this.isStopped) return false;
        if (!isPassing(fault)) throw fault;
      }
      await Promise.race([network.pause(WAITS[Math.min(this.tries, WAITS.length - 1)]), this.halted]);
      this.tries += 1;
    }
    return false;
  }

  /** Knows the upload and how far it is; false when the server has forgotten it. */
  async begin() {
    const { row } = this;
    if (!row.server) {
      making = making.then(() => this.made(), () => this.made());
      row.server = await making;
      row.isAsked = false;
      if (row.state === "dropped") forget(row.server); // given up while it was being made
      else this.changed();
    }
    if (this.isStopped) return false;
    const answer = await api.ask(`/uploads/${row.server}`, { method: "HEAD", header: TUS });
    if (answer.status === 404 || answer.status === 410) {
      Object.assign(row, { server: "", offset: 0 }); // it waited too long: from the beginning
      this.changed();
      return false;
    }
    if (answer.status >= 400) throw http.problem(answer);
    row.offset = Number(answer.header["upload-offset"]);
    this.changed();
    return true;
  }

  /** @returns {Promise<string>} the id of an upload for this file */
  async made() {
    if (this.isStopped) throw new http.Lost("stopped");
    if (this.row.isAsked) {
      const found = await this.found();
      if (found) return found;
    }
    this.row.isAsked = true;
    this.changed();
    return this.created();
  }

  /** The one that was made, but whose answer was lost: nothing has been sent to it. */
  async found() {
    const { row } = this;
    const { uploads } = await api.call(`/entries/${row.entry}/files`);
    const taken = this.taken();
    const isIt = (/** @type {any} */ one) => one.field === row.field && (one.item || "") === row.item && one.length === row.size && one.filename === row.name;
    const known = uploads.find((/** @type {any} */ one) => isIt(one) && one.offset === 0 && !taken.includes(one.id));
    return known ? known.id : "";
  }

  async created() {
    const { row } = this;
    const told = { entry: row.entry, field: row.field, filename: row.name, ...(row.item ? { item: row.item } : {}), ...(row.title ? { title: row.title } : {}) };
    const metadata = Object.entries(told).map(([key, value]) => `${key} ${encoding.base64(value)}`).join(",");
    const answer = await api.ask("/uploads", { method: "POST", header: { ...TUS, "upload-length": String(row.size), "upload-metadata": metadata } });
    if (answer.status !== 201) throw http.problem(answer);
    return answer.header.location.split("/").pop() || "";
  }

  /** Sends piece after piece; true at the end, false when it was stopped. */
  async pieces() {
    const { row } = this;
    while (row.offset < row.size && !this.isStopped) {
      const body = await read(row, Math.min(this.length, row.size - row.offset));
      if (this.isStopped) return false;
      const began = Date.now();
      const before = row.offset;
      try {
        row.offset = await this.sent(body, before);
      } finally {
        this.adapt(Date.now() - began, row.offset - before);
      }
      this.tries = 0;
      this.changed();
    }
    return row.offset >= row.size;
  }

  /** One piece. @param {ArrayBuffer} body @param {number} offset @returns {Promise<number>} how much the server has */
  async sent(body, offset) {
    const answer = await api.ask(`/uploads/${this.row.server}`, {
      method: "POST",
      body,
      timeout: LONGEST,
      header: { ...TUS, "x-http-method-override": "PATCH", "upload-offset": String(offset), "content-type": "application/offset+octet-stream" },
      started: (task) => { this.task = task; },
    });
    if (answer.status !== 204) throw http.problem(answer);
    return Number(answer.header["upload-offset"]);
  }

  /** Chunks that take five to ten seconds. @param {number} ms @param {number} bytes 0: it did not arrive */
  adapt(ms, bytes) {
    if (ms > SLOW) this.length = Math.max(LEAST, Math.floor(this.length / 2));
    if (!bytes) return;
    if (ms < QUICK) this.length = Math.min(MOST, this.length * 2);
    const rate = bytes / Math.max(ms, 1);
    this.row.speed = this.row.speed ? 0.7 * this.row.speed + 0.3 * rate : rate;
  }
}

/** @param {import("./uploads").Row} row @param {number} length */
async function read(row, length) {
  try {
    return await files.part(row.path, row.offset, length);
  } catch (unreadable) {
    throw Object.assign(new Error("the phone has thrown the file away"), { isGone: true });
  }
}

/** What another try may be spared: nobody answered, the server is busy, or it has another idea of the upload.
 * @param {unknown} fault */
function isPassing(fault) {
  if (fault instanceof http.Lost) return true;
  if (!(fault instanceof http.Problem) || fault.status === NO_ROOM) return false;
  return fault.status >= 500 || BUSY.includes(fault.status) || (LOST_TRACK.includes(fault.status) && fault.code.startsWith("upload."));
}

/** Gives up what the server has. It is held for a moment until the cut line is noticed. @param {string} server */
async function forget(server) {
  for (const wait of WAITS) {
    try {
      const { status } = await api.ask(`/uploads/${server}`, { method: "POST", header: { ...TUS, "x-http-method-override": "DELETE" } });
      if (!BUSY.includes(status)) return;
    } catch (lost) {
      // it runs out by itself
    }
    await network.pause(wait);
  }
}

module.exports = { Job, forget, NO_ROOM };
