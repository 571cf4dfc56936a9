// The page for files: signs in, lets an entry be chosen, keeps what is shown in step with the server.

import { Editor } from "./bank.js";
import { h, replace, said } from "./dom.js";
import { taking } from "./archive.js";
import { importing } from "./importing.js";
import { isEditable, isLooking, isThere, standing, wanted } from "./items.js";
import { Lost, api, patiently, pause } from "./network.js";
import { Sending, forget, forgotten } from "./sending.js";
import { section } from "./section.js";
import * as session from "./session.js";
import { written } from "./typing.js";
import { choice, farewell, summary, welcome } from "./views.js";

const SOON = 1500; // ms between two looks while something is being checked
const LATER = 6000;
const root = document.getElementById("page");

async function begin() {
  const isOut = new URLSearchParams(location.search).has("signed_out");
  try {
    const about = await session.begin();
    if (about.entry) return await show(about.entry, about.field);
    const { items } = await patiently(() => api("/entries?limit=100"));
    if (items.length === 1) return await show(items[0].id, null);
    return replace(root, choice(items, (entry) => show(entry, null)));
  } catch (fault) {
    if (fault.status === 401 || fault.status === 410) return replace(root, isOut ? farewell() : welcome(fault));
    if (fault.code === "entry.unknown") return chooseAgain(fault);
    return replace(root, said("must", "没有打开", h("p", {}, fault.message), h("button", { type: "button", onclick: () => location.reload() }, "再试一次")));
  }
}

async function chooseAgain(fault) {
  const { items } = await patiently(() => api("/entries?limit=100"));
  session.place({});
  replace(root, said("must", null, fault.message), choice(items, (entry) => show(entry, null)));
}

async function show(id, field) {
  const page = new Page(id);
  await page.refresh();
  const { tracks } = await patiently(() => api(`/campaigns/${page.state.campaign}`));
  page.open(tracks.find((track) => track.key === page.state.track));
  session.place({ entry: id, field });
  page.lead(field);
  page.keepLooking();
}

class Page {
  constructor(id) {
    this.id = id;
    this.state = null;
    this.uploads = [];
    this.looks = this.told = 0;
    this.sections = [];
    this.sending = new Sending(id, { changed: () => this.draw(), arrived: () => this.refresh().catch((fault) => this.tell(fault.message)) });
    this.rename = (file, title) => patiently(() => this.change(`/files/${file}`, "PATCH", { title }));
    this.remove = (file) => this.change(`/files/${file}`, "DELETE").catch((fault) => { this.tell(fault.message); throw fault; });
    this.openBank = (bank) => this.edit(bank);
    addEventListener("popstate", () => this.closeBank());
    addEventListener("visibilitychange", () => document.hidden || this.refresh().catch(() => {}));
  }

  entry() { return this.state; }
  isEditable() { return isEditable(this.state); }

  async refresh() {
    const look = (this.looks += 1);
    const [entry, files] = await Promise.all([patiently(() => api(`/entries/${this.id}`)), patiently(() => api(`/entries/${this.id}/files`))]);
    if (look < this.told) return; // a later look was answered first: it knows more
    this.told = look;
    this.state = entry;
    this.uploads = files.uploads;
    this.draw();
  }

  async change(path, method, body) {
    await api(`/entries/${this.id}${path}`, { method, body });
    await this.refresh();
  }

  async fix(field, fix) {
    await this.change("/fixes", "POST", { field, fix });
  }

  async cut(field, attachment, start, end) {
    await this.change("/fixes", "POST", { field, fix: "trim", attachment, start, end });
  }

  async forget(upload) {
    forgotten.add(upload);
    this.draw();
    await forget(upload);
    await this.refresh();
  }

  // Uploads begun before that nobody in this page goes on with.
  half(item) {
    const mine = new Set(this.sending.jobs.map((job) => job.upload));
    const isOf = (row) => row.field === item.field && (row.item ?? null) === (item.item ?? null);
    return this.uploads.filter((row) => isOf(row) && !mine.has(row.id) && !forgotten.has(row.id));
  }

  // A bank without a file, then its editor. It has a name from the start, as every bank needs one.
  async writeBank(item) {
    try {
      const count = (this.state.answers[item.field] ?? []).length;
      const { id } = await Editor.begin(this.id, item.field, `${item.label}${count ? count + 1 : ""}`);
      await this.refresh();
      await this.edit(id, { isNew: true });
    } catch (fault) {
      this.tell(fault.message);
    }
  }

  // The editor stands in place of the page; the phone's own back button leads back.
  async edit(bank, { isNew } = {}) {
    const editor = (this.editor = new Editor(this.id, bank, { place: this.desk }));
    try {
      await editor.load();
    } catch (fault) {
      replace(this.desk);
      return this.tell(fault.message);
    }
    this.left = scrollY;
    for (const part of this.parts) part.hidden = true;
    history.pushState({ bank }, "");
    editor.node.scrollIntoView({ block: "start" });
    editor.node.focus({ preventScroll: true });
    if (isNew) editor.add();
    return null;
  }

  closeBank() {
    if (!this.desk.childElementCount) return;
    written();
    replace(this.desk);
    for (const part of this.parts) part.hidden = false;
    scrollTo(0, this.left);
    this.editor.line.then(() => this.refresh()).catch((fault) => this.tell(fault.message));
  }

  open(track) {
    this.track = track;
    this.top = h("div");
    this.end = h("div", { role: "status" });
    this.notice = h("div", { role: "alert" });
    this.list = h("div");
    this.form = importing(this);
    this.desk = h("div");
    this.parts = [this.top, this.notice, this.form.node, this.list, this.end, taking(this)];
    replace(root, ...this.parts, this.desk);
    this.drawNow();
  }

  // Sections follow the declaration; a craftsman named meanwhile gets one too.
  arrange() {
    const items = wanted(this.track, this.state);
    const ids = items.map((item) => item.id).join();
    if (ids === this.arranged) return;
    this.arranged = ids;
    const held = new Map(this.sections.map((made) => [made.item.id, made]));
    this.sections = items.map((item) => held.get(item.id) ?? section(item, this));
    replace(this.list, ...this.sections.map((made) => made.node));
  }

  // Many small things change while bytes go out: one drawing a frame is enough.
  draw() {
    if (!this.track || this.isDue) return;
    this.isDue = true;
    setTimeout(() => { this.isDue = false; this.drawNow(); }, 30);
  }

  drawNow() {
    this.arrange();
    const stands = this.sections.map((made) => standing(made.item, this.state, this.half(made.item), this.sending.of(made.item)));
    this.sections.forEach((made, at) => made.update(stands[at]));
    const shown = this.sections.map((made, at) => ({ item: made.item, stand: stands[at] }));
    const looks = JSON.stringify([this.state.version, this.state.state, this.state.is_over, stands.map((stand) => [stand.text, isThere(stand)])]);
    if (looks === this.drawn) return;
    this.drawn = looks;
    this.form.update();
    replace(this.top, ...summary(this, shown));
    replace(this.end, ...(stands.every(isThere) ? summary.end(this) : []));
  }

  tell(text) {
    const sentence = said("must", null, text);
    replace(this.notice, sentence);
    setTimeout(() => sentence.remove(), 10_000); // not the next one, which has its own time
  }

  // To the item the chat asked for.
  lead(field) {
    const made = this.sections.find((one) => one.item.field === field);
    if (!made) return;
    made.node.classList.add("asked");
    made.node.scrollIntoView({ block: "start" });
    made.node.focus({ preventScroll: true });
  }

  async keepLooking() {
    for (let wait = SOON; ; ) {
      await pause(wait);
      const isBusy = this.state.files.some(isLooking);
      wait = isBusy ? Math.min(wait + 500, LATER) : SOON;
      if (!isBusy || document.hidden) continue;
      try {
        await this.refresh();
      } catch (fault) {
        if (!(fault instanceof Lost)) return this.tell(fault.message);
      }
    }
  }
}

addEventListener("dragover", (event) => event.preventDefault()); // a file dropped beside an item does not replace the page
addEventListener("drop", (event) => event.preventDefault());
begin();
