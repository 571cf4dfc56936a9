const api = require("../../lib/api");
const days = require("../../lib/days");
const entries = require("../../lib/entries");
const http = require("../../lib/http");
const screen = require("../../behaviors/screen");
const { looking, trying } = require("../../lib/trying");
const wayTo = require("../../lib/ways");

Page({
  behaviors: [screen],
  data: { entry: "", title: "", number: "", picture: "", url: "", none: "", isRevoked: false, seen: "", fault: "", isBusy: false },

  /** @param {{ entry: string }} told */
  onLoad({ entry }) {
    this.setData({ entry });
  },
  async onShow() {
    if (entries.known(this.data.entry)) this.draw("");
    await this.refresh();
  },
  async onPullDownRefresh() {
    await this.refresh();
    wx.stopPullDownRefresh();
  },

  async refresh() {
    const said = looking(this);
    try {
      await entries.refresh(this.data.entry);
      this.draw("", said());
    } catch (fault) {
      const known = entries.known(this.data.entry);
      if (!(fault instanceof api.Lost)) this.setData({ fault: /** @type {Error} */ (fault).message });
      else if (known) this.draw(`现在没有网络。下面是 ${days.minute(new Date(known.heard_at).toISOString())} 上次看到的，连上网后再进来看最新的。`, said());
      else this.setData({ seen: "现在没有网络，还看不到有没有证书。连上网后再进来。" });
    }
  },
  /** @param {string} seen when this was told, where nobody tells more now @param {string} [fault] */
  draw(seen, fault = "") {
    const { certificate, title } = entries.known(this.data.entry);
    const isGood = certificate && !certificate.revoked_at;
    const none = certificate ? `编号 ${certificate.number} 的证书在 ${days.minute(certificate.revoked_at)} 已经被撤销，不能再使用。有疑问请找单位工会。` : "这份申报还没有证书。审核通过后会在这里。";
    this.setData({ seen, fault, isRevoked: Boolean(certificate) && !isGood, none: isGood ? "" : none, title, number: isGood ? certificate.number : "", url: isGood ? certificate.url : "", picture: isGood ? `${http.server()}/verify/${certificate.code}.png` : "" });
  },

  reason() {
    wayTo.entry(this.data.entry);
  },
  look() {
    wx.previewImage({ urls: [this.data.picture] });
  },
  save() {
    trying(this, async () => {
      const { tempFilePath } = /** @type {any} */ (await download(this.data.picture));
      await wx.saveImageToPhotosAlbum({ filePath: tempFilePath }).catch(permitted);
      wx.showToast({ title: "已存到相册" });
    }, { failed: "没有存成，请检查网络后再点一次。" });
  },
  copy() {
    trying(this, () => wx.setClipboardData({ data: this.data.url }));
  },
  onShareAppMessage() {
    const { title, picture } = this.data;
    return picture ? { title: `我的“五小”成果《${title}》获得了证书`, path: wayTo.path("home"), imageUrl: picture } : { title: "职工“五小”正在征集，点这里申报", path: wayTo.path("home") };
  },
});

/** Where the phone does not allow it, the person is led to its settings. @param {any} fault @returns {Promise<never>} */
async function permitted(fault) {
  if (!/auth|permission|denied/.test(fault.errMsg || "")) throw fault;
  const { confirm } = await wx.showModal({ title: "还不能存到相册", content: "手机没有允许小程序存照片。可以去设置里打开，再点一次。", confirmText: "去设置", cancelText: "先不" });
  if (confirm) await wx.openSetting();
  throw { errMsg: "saveImageToPhotosAlbum:fail cancel" }; // said already
}

/** @param {string} url */
function download(url) {
  return new Promise((resolve, reject) => {
    wx.downloadFile({ url, success: (told) => (told.statusCode === 200 ? resolve(told) : reject({ errMsg: `downloadFile:fail status ${told.statusCode}` })), fail: reject });
  });
}
