// The letters: filled from the entry, opened to print or shared as a file; the sealed sheet is photographed afterwards.

const answers = require("../../lib/answers");
const api = require("../../lib/api");
const arriving = require("../../lib/arriving");
const downloads = require("../../lib/downloads");
const entries = require("../../lib/entries");
const screen = require("../../behaviors/screen");
const wayTo = require("../../lib/ways");

Page({
  behaviors: [screen],
  data: { entry: "", papers: /** @type {any[]} */ ([]), missing: /** @type {any[]} */ ([]), stale: /** @type {any[]} */ ([]), voided: /** @type {any[]} */ ([]), isBusy: false, fault: "" },

  /** @param {{ entry: string }} told */
  onLoad({ entry }) {
    this.setData({ entry });
  },
  async onShow() {
    if (!(await arriving.isThere(this.data.entry))) return;
    this.draw();
    try {
      await entries.refresh(this.data.entry); // what was written elsewhere voids a seal, or is missing no more
      this.draw();
    } catch (silent) {
      // what is known stands; the tap that opens the letters asks again
    }
  },
  draw() {
    const entry = entries.known(this.data.entry);
    const track = entries.track(entry);
    const quoted = [...new Set(track.papers.flatMap((/** @type {any} */ paper) => paper.quotes))];
    const missing = track.fields.filter((/** @type {any} */ field) => quoted.includes(field.key) && !answers.value(entry.id, field.key));
    const stale = entry.papers.filter((/** @type {any} */ one) => one.state === "stale").map((/** @type {any} */ one) => ({ key: one.key, title: one.title, changes: one.changes }));
    this.setData({ stale, voided: together(stale), papers: track.papers.map((/** @type {any} */ paper) => paper.title), missing: missing.map((/** @type {any} */ field) => ({ key: field.key, label: field.label })) });
  },

  open() {
    this.fetch((filePath) => wx.openDocument({ filePath, fileType: "pdf", showMenu: true }));
  },
  share() {
    this.fetch((filePath) => wx.shareFileMessage({ filePath, fileName: "授权书和承诺书.pdf" }));
  },

  /** @param {(path: string) => Promise<any>} use */
  async fetch(use) {
    if (this.data.isBusy) return;
    this.setData({ isBusy: true, fault: "" });
    try {
      await answers.send(this.data.entry);
      if (!answers.isSent(this.data.entry)) throw new Error("有一项还没有保存好，请回去看一下再打印，纸上的内容才对得上。");
      await entries.refresh(this.data.entry);
      this.draw();
      const only = this.data.stale.map((one) => one.key).join(",");
      await use(await downloads.fetched(`/api/v1/entries/${this.data.entry}/papers.pdf${only ? `?only=${only}` : ""}`, "承诺书没有生成，请稍等一会儿再点一次。"));
    } catch (fault) {
      this.setData({ fault: fault instanceof api.Lost ? "没有下载成，请检查网络后再点一次。" : downloads.said(fault) });
    } finally {
      this.setData({ isBusy: false });
    }
  },

  /** @param {any} event */
  lead(event) {
    wayTo.formInstead(this.data.entry, event.currentTarget.dataset.key);
  },
  back() {
    const { papers } = entries.track(entries.known(this.data.entry)).fields.reduce((/** @type {any} */ found, /** @type {any} */ field) => (field.type === "paper" ? { papers: field.key } : found), { papers: "" });
    wayTo.formInstead(this.data.entry, papers);
  },
});

/** Letters that one change has voided are one sentence. @param {{ title: string, changes: string }[]} stale */
function together(stale) {
  const causes = [...new Set(stale.map((one) => one.changes))];
  return causes.map((changes) => ({ changes, titles: stale.filter((one) => one.changes === changes).map((one) => `《${one.title}》`).join("") }));
}
