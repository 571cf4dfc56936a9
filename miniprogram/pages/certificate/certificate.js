const entries = require("../../lib/entries");
const http = require("../../lib/http");
const screen = require("../../behaviors/screen");
const wayTo = require("../../lib/ways");

Page({
  behaviors: [screen],
  data: { entry: "", title: "", number: "", picture: "", url: "", fault: "", isBusy: false },

  /** @param {{ entry: string }} told */
  async onLoad({ entry }) {
    this.setData({ entry });
    if (!entries.known(entry)) await entries.refresh(entry).catch(() => {});
    const found = entries.known(entry);
    if (!found || !found.certificate) return this.setData({ fault: "这份申报还没有证书。审核通过后会在这里。" });
    const { number, code, url } = found.certificate;
    this.setData({ title: found.title, number, url, picture: `${http.server()}/verify/${code}.png` });
  },

  look() {
    wx.previewImage({ urls: [this.data.picture] });
  },
  save() {
    this.trying(async () => {
      const { tempFilePath } = /** @type {any} */ (await download(this.data.picture));
      await wx.saveImageToPhotosAlbum({ filePath: tempFilePath });
      wx.showToast({ title: "已存到相册" });
    });
  },
  copy() {
    this.trying(async () => { await wx.setClipboardData({ data: this.data.url }); });
  },
  onShareAppMessage() {
    return { title: `我的“五小”成果《${this.data.title}》获得了证书`, path: wayTo.path("home"), imageUrl: this.data.picture };
  },

  /** @param {() => Promise<void>} act */
  async trying(act) {
    if (this.data.isBusy) return;
    this.setData({ isBusy: true, fault: "" });
    try {
      await act();
    } catch (fault) {
      await this.denied(/** @type {any} */ (fault));
    } finally {
      this.setData({ isBusy: false });
    }
  },
  /** @param {any} fault */
  async denied(fault) {
    if (/cancel/.test(fault.errMsg || "")) return;
    if (!/auth|permission|denied/.test(fault.errMsg || "")) return this.setData({ fault: "没有存成，请检查网络后再点一次。" });
    const { confirm } = await wx.showModal({ title: "还不能存到相册", content: "手机没有允许小程序存照片。可以去设置里打开，再点一次。", confirmText: "去设置", cancelText: "先不" });
    if (confirm) await wx.openSetting();
  },
});

/** @param {string} url */
function download(url) {
  return new Promise((resolve, reject) => {
    wx.downloadFile({ url, success: (told) => (told.statusCode === 200 ? resolve(told) : reject(new Error(`status ${told.statusCode}`))), fail: reject });
  });
}
