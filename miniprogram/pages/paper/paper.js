// The letters: filled from the entry, opened to print or shared as a file; the sealed sheet is photographed afterwards.

const answers = require("../../lib/answers");
const entries = require("../../lib/entries");
const http = require("../../lib/http");
const screen = require("../../behaviors/screen");
const session = require("../../lib/session");
const wayTo = require("../../lib/ways");

Page({
  behaviors: [screen],
  data: { entry: "", papers: /** @type {any[]} */ ([]), missing: /** @type {any[]} */ ([]), isBusy: false, fault: "" },

  /** @param {{ entry: string }} told */
  onLoad({ entry }) {
    this.setData({ entry });
  },
  onShow() {
    const entry = entries.known(this.data.entry);
    const track = entries.track(entry);
    const quoted = [...new Set(track.papers.flatMap((/** @type {any} */ paper) => paper.quotes))];
    const missing = track.fields.filter((/** @type {any} */ field) => quoted.includes(field.key) && !answers.value(entry.id, field.key));
    this.setData({ papers: track.papers.map((/** @type {any} */ paper) => paper.title), missing: missing.map((/** @type {any} */ field) => ({ key: field.key, label: field.label })) });
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
      await use(await downloaded(`/api/v1/entries/${this.data.entry}/papers.pdf`));
    } catch (fault) {
      const said = /** @type {any} */ (fault);
      if (!/cancel/.test(said.errMsg || "")) this.setData({ fault: said.errMsg ? "没有下载成，请检查网络后再点一次。" : said.message });
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

/** @param {string} path @returns {Promise<string>} */
function downloaded(path) {
  return session.token().then((token) => new Promise((resolve, reject) => {
    wx.downloadFile({
      url: http.server() + path,
      header: { authorization: `Bearer ${token}` },
      success: ({ statusCode, tempFilePath }) => (statusCode === 200 ? resolve(tempFilePath) : reject(new Error("承诺书没有生成，请稍等一会儿再点一次。"))),
      fail: reject,
    });
  }));
}
