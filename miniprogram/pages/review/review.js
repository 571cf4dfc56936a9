const answers = require("../../lib/answers");
const api = require("../../lib/api");
const entries = require("../../lib/entries");
const parcels = require("../../lib/parcels");
const screen = require("../../behaviors/screen");
const states = require("../../lib/states");
const { looking, say } = require("../../lib/trying");
const wayTo = require("../../lib/ways");

Page({
  behaviors: [screen],
  data: { entry: "", isThere: false, must: /** @type {any[]} */ ([]), advise: /** @type {any[]} */ ([]), isOpen: false, done: 0, total: 0, fault: "", isBusy: false, isChecking: false, isEditable: false, late: "" },
  key: "",

  /** @param {{ entry: string }} told */
  onLoad({ entry }) {
    this.setData({ entry });
    this.renew();
  },
  /** Another wish is another key. */
  renew() {
    this.key = `submit-${this.data.entry}-${Date.now()}`;
  },
  onShow() {
    if (entries.track(entries.known(this.data.entry))) this.draw();
    this.refresh();
  },

  async refresh() {
    const said = looking(this);
    try {
      await answers.send(this.data.entry);
      await entries.refresh(this.data.entry);
      this.draw(said());
    } catch (fault) {
      this.setData({ fault: fault instanceof api.Lost ? "现在没有网络，看到的是上次的结果。连上网后再提交。" : /** @type {Error} */ (fault).message });
    }
  },

  draw(fault = "") {
    const entry = entries.known(this.data.entry);
    const track = entries.track(entry);
    const named = (/** @type {any} */ one, /** @type {number} */ at) => {
      const key = one.rule.split(".")[0];
      const field = track.fields.find((/** @type {any} */ declared) => declared.key === key);
      return { key, label: field ? field.label : "", sentence: one.sentence, id: `${one.rule}-${at}` };
    };
    parcels.deliver(this, {
      isThere: true,
      fault,
      must: grouped(entry.findings.filter((/** @type {any} */ one) => one.level === "must").map(named)),
      advise: grouped(entry.findings.filter((/** @type {any} */ one) => one.level !== "must").map(named)),
      done: entry.progress.done,
      total: entry.progress.total,
      isChecking: entry.files.some((/** @type {any} */ file) => file.state !== "checked"),
      isEditable: entries.isEditable(entry),
      late: states.late(entry),
    });
  },

  /** @param {any} event */
  lead(event) {
    const pages = getCurrentPages();
    const before = pages[pages.length - 2];
    const { key } = event.currentTarget.dataset;
    if (before && before.route === "pages/form/form") {
      before.wanted = key;
      wx.navigateBack();
    } else wayTo.formInstead(this.data.entry, key);
  },
  toggle() {
    this.setData({ isOpen: !this.data.isOpen });
  },

  async submit() {
    if (this.data.isBusy) return;
    this.setData({ isBusy: true, fault: "" });
    try {
      await answers.send(this.data.entry);
      if (!answers.isSent(this.data.entry)) throw new Error("有一项还没有保存好，请回去看一下再提交。");
      await this.handIn();
      wayTo.entryInstead(this.data.entry);
    } catch (fault) {
      await this.refused(fault); // nobody sends in what came meanwhile, before it is shown
    } finally {
      this.setData({ isBusy: false });
    }
  },

  /** As the person has seen it. Where only the verdict of a file has come meanwhile, all they wrote is as they saw it: the page
   * has told them not to wait for that one. */
  async handIn() {
    const { entry } = this.data;
    const before = entries.known(entry);
    try {
      await entries.act(entry, "submit", this.key);
    } catch (fault) {
      if (!(fault instanceof api.Problem) || fault.code !== "entry.stale") throw fault;
      const now = await entries.refresh(entry);
      const isSame = now.state === before.state && JSON.stringify(now.versions) === JSON.stringify(before.versions);
      if (!isSame || now.findings.some((/** @type {any} */ one) => one.level === "must")) throw fault;
      this.renew();
      await entries.act(entry, "submit", this.key);
    }
  },

  /** @param {any} fault */
  async refused(fault) {
    if (!(fault instanceof api.Lost)) {
      this.renew();
      await this.refresh();
      if (this.data.late) return; // the page says it, and offers nothing that would be refused again
    }
    say(this, fault instanceof api.Lost ? "没有网络，还没有提交。连上网后再点一次，不会重复提交。" : fault.message);
  },
});

/** Findings of one item together. @param {any[]} rows */
function grouped(rows) {
  /** @type {Map<string, any>} */
  const found = new Map();
  for (const row of rows) {
    const group = found.get(row.key) || { key: row.key, label: row.label, rows: [] };
    group.rows.push(row);
    found.set(row.key, group);
  }
  return [...found.values()];
}
