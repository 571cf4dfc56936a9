// Sends one file by tus 1.0 (tus.io): chunks by POST with the override header, for wx.request has no PATCH.

const api = require("./api");
const encoding = require("./encoding");
const http = require("./http");
const network = require("./network");

const FIRST = 512 * 1024;
const LEAST = 64 * 1024;
const MOST = 8 * 1024 * 1024;
const QUICK = 5000; // ms: a chunk that took less may grow
const SLOW = 10000; // ms: one that took more shrinks
const TUS = { "tus-resumable": "1.0.0" };

class Job {
  /**
   * @param {import("./uploads").Row} row @param {() => void} changed
   * @param {Set<string>} taken uploads of the server that other rows go on with
   */
  constructor(row, changed, taken) {
    this.row = row;
    this.changed = changed;
    this.taken = taken;
    this.length = FIRST;
    this.isStopped = false;
    /** @type {WechatMiniprogram.RequestTask | null} */
    this.task = null;
  }

  stop() {
    this.isStopped = true;
    if (this.task) this.task.abort();
  }

  /** Whether all of it is there; false when it was stopped. Throws what makes going on useless. */
  async run() {
    for (let wait = 1000; !this.isStopped; wait = Math.min(wait * 2, 15000)) {
      try {
        await this.begin();
        if (await this.pieces()) return true;
      } catch (fault) {
        if (this.isStopped) return false;
        if (!(fault instanceof http.Lost) && !isPassing(fault)) throw fault;
        await network.pause(wait);
      }
    }
    return false;
  }

  /** Knows the upload and how far it is. */
  async begin() {
    const { row } = this;
    if (!row.server) row.server = (await this.found()) || (await this.created());
    const answer = await api.ask(`/uploads/${row.server}`, { method: "HEAD", header: TUS });
    if (answer.status === 404 || answer.status === 410) {
      row.server = ""; // it waited too long; from the beginning
      row.offset = 0;
      return this.begin();
    }
    if (answer.status >= 400) throw refusal(answer);
    row.offset = Number(answer.header["upload-offset"]);
    this.changed();
  }

  /** An upload that was made, but whose answer was lost. */
  async found() {
    const { row } = this;
    const { uploads } = await api.call(`/entries/${row.entry}/files`);
    const same = (/** @type {any} */ one) => one.field === row.field && (one.item || "") === row.item && one.length === row.size && one.filename === row.name;
    const known = uploads.find((/** @type {any} */ one) => same(one) && !this.taken.has(one.id));
    return known ? known.id : "";
  }

  async created() {
    const { row } = this;
    const told = { entry: row.entry, field: row.field, filename: row.name, ...(row.item ? { item: row.item } : {}), ...(row.title ? { title: row.title } : {}) };
    const metadata = Object.entries(told).map(([key, value]) => `${key} ${encoding.base64(value)}`).join(",");
    const answer = await api.ask("/uploads", { method: "POST", header: { ...TUS, "upload-length": String(row.size), "upload-metadata": metadata } });
    if (answer.status !== 201) throw refusal(answer);
    return answer.header.location.split("/").pop() || "";
  }

  /** Sends piece after piece; true at the end. */
  async pieces() {
    const { row } = this;
    while (row.offset < row.size && !this.isStopped) {
      const began = Date.now();
      const offset = row.offset;
      const body = await read(row.path, offset, Math.min(this.length, row.size - offset));
      if (this.isStopped) return false;
      const answer = await api.ask(`/uploads/${row.server}`, {
        method: "POST",
        body,
        timeout: 60000,
        header: { ...TUS, "x-http-method-override": "PATCH", "upload-offset": String(offset), "content-type": "application/offset+octet-stream" },
        started: (task) => { this.task = task; },
      });
      if (answer.status !== 204) throw refusal(answer);
      row.offset = Number(answer.header["upload-offset"]);
      this.adapt(Date.now() - began, row.offset - offset);
      this.changed();
    }
    return row.offset >= row.size;
  }

  /** Chunks that take five to ten seconds. @param {number} ms @param {number} bytes */
  adapt(ms, bytes) {
    const rate = bytes / Math.max(ms, 1);
    this.row.speed = this.row.speed ? 0.7 * this.row.speed + 0.3 * rate : rate;
    if (ms < QUICK) this.length = Math.min(MOST, this.length * 2);
    if (ms > SLOW) this.length = Math.max(LEAST, Math.floor(this.length / 2));
  }
}

/** @param {string} filePath @param {number} position @param {number} length @returns {Promise<ArrayBuffer>} */
function read(filePath, position, length) {
  return new Promise((resolve, reject) => {
    wx.getFileSystemManager().readFile({
      filePath,
      position,
      length,
      success: ({ data }) => resolve(/** @type {ArrayBuffer} */ (data)),
      fail: () => reject(Object.assign(new Error("手机已经清掉了这个文件，请再选一次，会从断开的地方接着传。"), { isGone: true })),
    });
  });
}

/** @param {{ status: number, data: any }} answer */
function refusal(answer) {
  return http.problem(answer);
}

/** What goes by itself: somebody else holds the upload for a moment, the server is busy, the offset is another. @param {unknown} fault */
function isPassing(fault) {
  return fault instanceof http.Problem && (fault.status >= 500 || fault.status === 423 || fault.code === "upload.offset.wrong" || fault.code === "upload.unknown");
}

/** Gives up what the server has. @param {string} server */
async function forget(server) {
  try {
    await api.ask(`/uploads/${server}`, { method: "POST", header: { ...TUS, "x-http-method-override": "DELETE" } });
  } catch (lost) {
    // it runs out by itself
  }
}

module.exports = { Job, forget };
