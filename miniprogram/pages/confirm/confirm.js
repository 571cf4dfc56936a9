const api = require("../../lib/api");
const entries = require("../../lib/entries");
const filed = require("../../lib/filed");
const parcels = require("../../lib/parcels");
const screen = require("../../behaviors/screen");
const screens = require("../../lib/screens");
const store = require("../../lib/store");
const { looking, say, trying } = require("../../lib/trying");
const wayTo = require("../../lib/ways");

Page({
  behaviors: [screen],
  data: { entry: "", isThere: false, title: "", number: "", state: "", rows: /** @type {any[]} */ ([]), pictures: /** @type {any[]} */ ([]), canDecide: false, isReturning: false, reasons: /** @type {Record<string, string>} */ ({}), fault: "", isBusy: false },

  /** @param {{ entry: string }} told */
  onLoad({ entry }) {
    const reasons = store.get(`reasons:${entry}`) || {};
    parcels.deliver(this, { entry, reasons, isReturning: Object.keys(reasons).length > 0 });
    this.refresh();
  },
  onUnload() {
    this.isGone = true;
  },
  isGone: false,
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
      this.setData({ fault: fault instanceof api.Lost ? "现在没有网络，还打不开。连上网后再进来。" : /** @type {Error} */ (fault).message });
    }
  },

  /** @param {string} fault */
  draw(fault) {
    const entry = entries.known(this.data.entry);
    const track = entries.track(entry);
    if (!this.data.isThere && !["submitted", "draft"].includes(entry.state)) this.drop(); // decided while the answer was lost
    parcels.deliver(this, {
      isThere: true,
      fault,
      title: entry.title,
      number: entry.number || "",
      state: entry.state_text,
      canDecide: entry.state === "submitted",
      isReturning: this.data.isReturning && entry.state === "submitted",
      rows: track.fields.map((/** @type {any} */ field) => ({
        key: field.key,
        item: field.item.replace(/^A\d+\./, ""),
        label: field.label,
        text: entry.texts[field.key] || screens.said(entry.answers[field.key]),
        files: ["files", "paper"].includes(field.type) ? filed.shown(entry, field, "").files.filter((/** @type {any} */ file) => file.preview).map((/** @type {any} */ file) => ({ id: file.id, thumb: file.thumb || file.preview, preview: file.preview, title: file.title })) : [],
        advice: entry.findings.filter((/** @type {any} */ one) => one.rule.split(".")[0] === field.key).map((/** @type {any} */ one, /** @type {number} */ at) => ({ id: `${one.rule}-${at}`, sentence: one.sentence })),
      })),
    });
  },

  /** @param {any} event */
  look(event) {
    const { preview, key } = event.currentTarget.dataset;
    const row = this.data.rows.find((one) => one.key === key);
    wx.previewImage({ urls: row.files.map((/** @type {any} */ file) => file.preview), current: preview });
  },

  async confirm() {
    const seen = this.seen(); // a look that was begun before may be answered while the person is asked
    const { confirm } = await wx.showModal({ title: "确认这项成果？", content: "确认表示本单位工会认可这项成果，接下来由上级工会审核。", confirmText: "确认", cancelText: "再看看" });
    if (confirm) this.decide("confirm", { seen });
  },
  begin() {
    this.setData({ isReturning: true });
  },
  cancel() {
    this.setData({ isReturning: false });
  },
  /** Kept with every letter, until it is decided: the phone may end the page. @param {any} event */
  reason(event) {
    this.setData({ [`reasons.${event.currentTarget.dataset.key}`]: event.detail.value });
    store.set(`reasons:${this.data.entry}`, this.data.reasons);
  },
  drop() {
    store.remove(`reasons:${this.data.entry}`);
    this.setData({ reasons: {} });
  },
  sendBack() {
    const reasons = Object.fromEntries(Object.entries(this.data.reasons).filter(([, text]) => text.trim()));
    if (!Object.keys(reasons).length) return say(this, "请在要改的那一项下面写明原因和怎么改，再退回。");
    this.decide("return", { reasons, seen: this.seen() });
  },
  seen() {
    return entries.known(this.data.entry).version;
  },

  /** @param {"confirm" | "return"} act @param {{ seen: number, reasons?: Record<string, string> }} body */
  decide(act, body) {
    const { entry } = this.data;
    return trying(this, async () => {
      entries.take(await api.call(`/officer/entries/${entry}/${act}`, { method: "POST", body, key: `${act}-${entry}-${body.seen}` }));
      this.drop();
      wx.showToast({ title: act === "confirm" ? "已确认" : "已退回" });
      if (!this.isGone) wayTo.backToOfficer();
    }, { lost: "没有网络，还没有办成。连上网后再点一次，不会重复。", refused: () => this.refresh() });
  },
});
