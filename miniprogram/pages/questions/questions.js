// The questions of a bank with what is said of each; one is opened on a page of its own.

const api = require("../../lib/api");
const downloads = require("../../lib/downloads");
const parcels = require("../../lib/parcels");
const questions = require("../../lib/questions");
const screen = require("../../behaviors/screen");
const { looking, trying } = require("../../lib/trying");
const wayTo = require("../../lib/ways");

const AT_ONCE = 15; // drawn, more when the end is reached: setData stays small
const CUT = 120; // letters of a long text in the list

Page({
  behaviors: [screen],
  data: { entry: "", bank: "", isThere: false, title: "", count: 0, musts: 0, isEditable: false, hasOriginal: false, isPartly: false, isOnly: false, items: /** @type {any[]} */ ([]), fault: "", isBusy: false },
  /** As the server told them. */
  all: /** @type {any[]} */ ([]),
  drawn: AT_ONCE,

  /** @param {{ entry: string, bank: string }} told */
  onLoad({ entry, bank }) {
    this.setData({ entry, bank });
  },
  onShow() {
    this.refresh();
  },
  async onPullDownRefresh() {
    await this.refresh();
    wx.stopPullDownRefresh();
  },
  onReachBottom() {
    const before = this.drawn;
    const shown = this.chosen();
    if (before >= shown.length) return;
    this.drawn += AT_ONCE;
    parcels.deliver(this, Object.fromEntries(shown.slice(before, this.drawn).map((one, at) => [`items[${before + at}]`, line(one)])));
  },

  async refresh() {
    const said = looking(this);
    try {
      await questions.resume(this.data.entry, this.data.bank);
      const told = await questions.all(this.data.entry, this.data.bank);
      this.all = told.items;
      this.setData({ isThere: true, fault: said(), bank: told.id, title: told.title, count: told.count, isEditable: told.is_editable, hasOriginal: told.has_original, isPartly: told.isPartly });
      this.draw();
    } catch (fault) {
      this.setData({ fault: fault instanceof api.Lost ? "现在没有网络，还看不到最新的题目。连上网后再进来。" : /** @type {Error} */ (fault).message });
    }
  },
  draw() {
    this.drawn = Math.max(AT_ONCE, this.data.items.length);
    const shown = this.chosen();
    const first = shown.slice(0, AT_ONCE).map(line);
    parcels.deliver(this, { musts: this.all.filter(isFaulty).length, items: first });
    for (let at = AT_ONCE; at < Math.min(this.drawn, shown.length); at += AT_ONCE) {
      parcels.deliver(this, Object.fromEntries(shown.slice(at, at + AT_ONCE).map((one, index) => [`items[${at + index}]`, line(one)])));
    }
  },
  chosen() {
    return this.data.isOnly ? this.all.filter(isFaulty) : this.all;
  },
  only() {
    this.setData({ isOnly: !this.data.isOnly, items: [] });
    this.draw();
  },

  add() {
    wayTo.question(this.data.entry, this.data.bank, "");
  },
  /** @param {any} event */
  edit(event) {
    wayTo.question(this.data.entry, this.data.bank, event.currentTarget.dataset.id);
  },
  /** @param {any} event */
  up(event) {
    const at = this.place(event);
    this.move(this.all[at], this.all[at - 1].id);
  },
  /** @param {any} event */
  down(event) {
    const at = this.place(event);
    this.move(this.all[at], at + 2 < this.all.length ? this.all[at + 2].id : null);
  },
  /** @param {any} event */
  place(event) {
    return this.all.findIndex((one) => one.id === event.currentTarget.dataset.id);
  },
  /** @param {any} question @param {string | null} before */
  move(question, before) {
    this.changing(() => api.call(`${this.root()}/${question.id}/move`, { method: "POST", body: { before, seen: question.version } }));
  },
  /** @param {any} event */
  async remove(event) {
    const question = this.all[this.place(event)];
    const { confirm } = await wx.showModal({ title: `删除第 ${question.number} 题？`, content: question.stem.slice(0, CUT), confirmText: "删除", cancelText: "不删" });
    if (confirm) this.changing(() => api.call(`${this.root()}/${question.id}?seen=${question.version}`, { method: "DELETE" }));
  },
  root() {
    return `/entries/${this.data.entry}/banks/${this.data.bank}/questions`;
  },

  /** The same bank as a sheet, to keep or to print. */
  take() {
    trying(this, async () => {
      const filePath = await downloads.fetched(`/api/v1/entries/${this.data.entry}/banks/${this.data.bank}.xlsx`, "题库没有下载成，请稍等一会儿再点一次。");
      await wx.shareFileMessage({ filePath, fileName: `${this.data.title || "题库"}.xlsx` });
    }, { failed: downloads.FAILED });
  },

  /** The list as it is afterwards, also where somebody else was here. @param {() => Promise<any>} act */
  changing(act) {
    return trying(this, async () => {
      await act();
      await this.refresh();
    }, { refused: () => this.refresh() });
  },
});

/** @param {any} question */
function isFaulty(question) {
  return question.findings.some((/** @type {any} */ one) => one.level === "must");
}

/** @param {string} text */
const cut = (text) => (text.length > CUT ? `${text.slice(0, CUT)}…` : text);

/** @param {any} question */
function line(question) {
  return {
    id: question.id,
    number: question.number,
    kind: [question.type, question.difficulty].filter(Boolean).join("　"),
    stem: cut(question.stem) || "（还没有写题目）",
    options: question.options.map((/** @type {string} */ text, /** @type {number} */ at) => ({ letter: questions.LETTERS[at], text: cut(text), isRight: question.answer.includes(questions.LETTERS[at]) })),
    answer: cut(question.answer) || "还没有",
    source: cut(question.source),
    findings: question.findings.map((/** @type {any} */ one) => ({ level: one.level, sentence: questions.plain(one) })),
  };
}
