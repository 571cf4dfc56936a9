const api = require("../../lib/api");
const days = require("../../lib/days");
const entries = require("../../lib/entries");
const parcels = require("../../lib/parcels");
const screen = require("../../behaviors/screen");
const screens = require("../../lib/screens");
const states = require("../../lib/states");
const { looking, trying } = require("../../lib/trying");
const wayTo = require("../../lib/ways");

Page({
  behaviors: [screen],
  data: { entry: "", isThere: false, title: "", number: "", state: "", kind: "", what: "", reasons: /** @type {any[]} */ ([]), answerBy: "", history: /** @type {any[]} */ ([]), rows: /** @type {any[]} */ ([]), isOpen: false, canRecall: false, canWithdraw: false, isEditable: false, certificate: /** @type {any} */ (null), fault: "", isBusy: false },

  /** @param {{ entry: string }} told */
  onLoad({ entry }) {
    this.setData({ entry });
  },
  onShow() {
    if (entries.track(entries.known(this.data.entry))) this.draw();
    this.refresh();
  },
  async onPullDownRefresh() {
    await this.refresh();
    wx.stopPullDownRefresh();
  },

  async refresh() {
    const said = looking(this);
    try {
      await entries.refresh(this.data.entry);
      this.draw(said());
    } catch (fault) {
      if (!(fault instanceof api.Lost && this.data.isThere)) this.setData({ fault: fault instanceof api.Lost ? "现在没有网络，还打不开。连上网后再试。" : /** @type {Error} */ (fault).message });
    }
  },

  draw(fault = "") {
    const entry = entries.known(this.data.entry);
    const track = entries.track(entry);
    const label = (/** @type {string} */ key) => (track.fields.find((/** @type {any} */ one) => one.key === key) || { label: "" }).label;
    const last = entry.state === "returned" ? entry.reviews.find((/** @type {any} */ one) => Object.keys(one.reasons).length) : null;
    parcels.deliver(this, {
      isThere: true,
      fault,
      title: entry.title || "还没有起名字的申报",
      number: entry.number || "",
      state: entry.state_text,
      ...states.told(entry),
      reasons: last ? Object.entries(last.reasons).map(([key, reason]) => ({ key, label: label(key), reason })) : [],
      answerBy: entry.answer_by && !entry.is_over ? days.lastDay(entry.answer_by) : "",
      history: entry.reviews.map((/** @type {any} */ one, /** @type {number} */ at) => ({ id: at, at: days.minute(one.at), said: states.act(one), text: one.text })),
      rows: track.fields.map((/** @type {any} */ field) => ({ key: field.key, label: field.label, text: entry.texts[field.key] || screens.said(entry.answers[field.key]) })),
      isEditable: entries.isEditable(entry),
      certificate: entry.certificate && !entry.certificate.revoked_at ? entry.certificate : null,
    });
  },

  edit() {
    if (this.data.reasons.length) wayTo.form(this.data.entry, this.data.reasons[0].key);
    else wayTo.formAgain(this.data.entry);
  },
  /** @param {any} event */
  lead(event) {
    wayTo.form(this.data.entry, event.currentTarget.dataset.key);
  },
  prize() {
    wayTo.certificate(this.data.entry);
  },
  share() {
    wayTo.share(this.data.entry);
  },
  toggle() {
    this.setData({ isOpen: !this.data.isOpen });
  },
  recall() {
    this.ask("recall", "撤回来修改？", "撤回后可以接着改，截止前要再提交一次。");
  },
  withdraw() {
    this.ask("withdraw", "不报了？", "撤销后这份申报就不再参加，名称可以让给别人用。");
  },
  /** @param {"recall" | "withdraw"} act @param {string} title @param {string} content */
  async ask(act, title, content) {
    const { confirm } = await wx.showModal({ title, content, confirmText: act === "recall" ? "撤回" : "不报了", cancelText: "先不" });
    if (!confirm) return;
    const { entry } = this.data;
    trying(this, async () => {
      await entries.act(entry, act, `${act}-${entry}-${entries.known(entry).version}`);
      this.draw();
    }, { lost: "没有网络，还没有办成。连上网后再点一次。", refused: () => this.refresh() });
  },
});
