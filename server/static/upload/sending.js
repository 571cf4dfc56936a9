// Sends files one after the other by tus, through lost networks and restarts of the server.

import { Problem, answers, api, lost, patiently, pause } from "./network.js";

const CHUNK = 4 * 1024 * 1024; // what a request carries; of a cut one the server keeps what arrived
const WAITS = [1000, 2000, 4000, 8000, 10_000];
const STALLED = 25_000; // ms without a byte: a phone that changed networks is often told of nothing
const STRIKES = 3; // failures without a byte while the server is there: then it is the file

let count = 0;

export class Sending {
  constructor(entry, { changed, arrived }) {
    this.entry = entry;
    this.jobs = [];
    this.changed = changed;
    this.arrived = arrived;
    addEventListener("online", () => this.jobs.filter((job) => job.state === "waiting").forEach((job) => this.again(job)));
    addEventListener("offline", () => this.jobs.filter((job) => job.state === "sending").forEach((job) => this.wait(job, true)));
    setInterval(() => this.watch(), 5000);
    addEventListener("beforeunload", (event) => this.isBusy() && event.preventDefault());
  }

  isBusy() {
    return this.jobs.some((job) => ["queued", "sending", "waiting"].includes(job.state));
  }

  of(item) {
    return this.jobs.filter((job) => job.field === item.field && (job.item ?? null) === (item.item ?? null));
  }

  // `upload`: one begun before, to go on with. `asks`: why a person should think again first.
  add(file, item, { upload = null, asks = [], isEmpty = false } = {}) {
    const job = {
      key: `job:${(count += 1)}`, file, field: item.field, item: item.item, name: file.name, size: file.size, upload: upload?.id ?? null,
      sent: upload?.offset ?? 0, state: asks.length ? "asking" : "queued", asks, isEmpty, sentence: "", speed: 0, tries: 0, strikes: 0,
    };
    this.jobs.push(job);
    this.next();
    return job;
  }

  agree(job) {
    job.state = "queued";
    this.next();
  }

  next() {
    const job = this.jobs.some((one) => ["sending", "waiting"].includes(one.state)) ? null : this.jobs.find((one) => one.state === "queued");
    if (job) this.start(job);
    this.changed();
  }

  start(job) {
    job.state = "sending";
    job.heard = performance.now();
    job.mark = { at: job.heard, sent: null };
    job.tus ??= new window.tus.Upload(job.file, {
      endpoint: "/api/v1/uploads",
      uploadUrl: job.upload ? `/api/v1/uploads/${job.upload}` : null,
      metadata: { entry: this.entry, field: job.field, filename: job.name, ...(job.item ? { item: job.item } : {}) },
      chunkSize: CHUNK,
      retryDelays: null, // waiting is ours: tus gives up when the phone is offline
      storeFingerprintForResuming: false, // the server knows what is unfinished
      onUploadUrlAvailable: () => { job.upload = job.tus.url.split("/").pop(); },
      onProgress: (sent) => this.progress(job, sent),
      onSuccess: () => this.done(job),
      onError: (fault) => this.failed(job, fault),
    });
    job.tus.start();
  }

  progress(job, sent) {
    const now = performance.now();
    if (job.state !== "sending") return;
    job.heard = now;
    lost(false);
    if (job.mark.sent === null) job.mark = { at: now, sent };
    else if (now - job.mark.at > 1000) {
      const speed = ((sent - job.mark.sent) * 1000) / (now - job.mark.at);
      job.speed = job.speed ? job.speed * 0.7 + speed * 0.3 : speed;
      job.mark = { at: now, sent };
    }
    if (sent > job.sent) job.tries = job.strikes = 0;
    job.sent = Math.max(sent, 0);
    this.changed();
  }

  async failed(job, fault) {
    const response = fault.originalResponse;
    const status = response?.getStatus() ?? 0;
    const told = problem(response);
    if (status >= 400 && status < 500 && ![409, 423, 460].includes(status)) return this.stop(job, told?.message ?? "没有传成功，请重新选择这个文件。", status);
    if (status === 507) return this.stop(job, told.message, status);
    if (!status && (await answers())) job.strikes += 1;
    if (job.state !== "sending") return this.changed();
    if (job.strikes >= STRIKES) return this.stop(job, "这个文件读不出来了，可能被移动或改过。请重新选择，会从断开的地方接着传。", 0);
    return this.wait(job, !status && job.strikes === 0);
  }

  // Tries again by itself, sooner when the network says that it is back.
  wait(job, isLost) {
    job.tus.abort();
    job.state = "waiting";
    job.isLost = isLost;
    if (isLost) lost(true);
    clearTimeout(job.timer);
    job.timer = setTimeout(() => this.again(job), WAITS[Math.min(job.tries, WAITS.length - 1)]);
    job.tries += 1;
    this.changed();
  }

  watch() {
    const patience = (job) => (job.sent < job.size ? STALLED : 2 * STALLED);
    const isStalled = (job) => job.state === "sending" && performance.now() - job.heard > patience(job);
    this.jobs.filter(isStalled).forEach((job) => this.wait(job, true));
  }

  stop(job, sentence, status) {
    job.state = "failed";
    job.sentence = sentence;
    if (status === 401) this.jobs.filter((one) => one.state === "queued").forEach((one) => { one.state = "paused"; });
    this.next();
  }

  again(job) {
    clearTimeout(job.timer);
    if (job.state === "waiting") this.start(job);
    this.changed();
  }

  pause(job) {
    clearTimeout(job.timer);
    const wasOn = job.state === "sending" || job.state === "waiting";
    job.state = "paused";
    if (wasOn) job.tus?.abort();
    this.next();
  }

  resume(job) {
    job.state = "queued";
    job.tries = job.strikes = 0;
    this.next();
  }

  async cancel(job) {
    clearTimeout(job.timer);
    job.state = "gone";
    this.jobs = this.jobs.filter((one) => one !== job);
    this.next();
    await job.tus?.abort();
    if (job.upload) await forget(job.upload);
  }

  async done(job) {
    job.state = "done";
    job.sent = job.size;
    this.changed();
    await this.arrived();
    this.jobs = this.jobs.filter((one) => one !== job);
    this.next();
  }
}

// Uploads given up here: they are not listed again while the server still tidies up.
export const forgotten = new Set();

// Gives an unfinished upload up, on the server too. It is locked until the cut connection is noticed.
export async function forget(upload) {
  forgotten.add(upload);
  for (let tries = 0; tries < 15; tries += 1) {
    try {
      await patiently(() => api(`/uploads/${upload}`, { method: "DELETE", headers: { "Tus-Resumable": "1.0.0" } }));
      return;
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault;
      if (fault.status !== 423) return; // gone already
      await pause(2000);
    }
  }
}

function problem(response) {
  try {
    return JSON.parse(response.getBody()).problem;
  } catch {
    return null;
  }
}
