const api = require("../../lib/api");
const leaving = require("../../lib/leaving");
const screen = require("../../behaviors/screen");
const prefs = require("../../lib/prefs");

Page({
  behaviors: [screen],
  data: { code: "", minutes: 0, typed: "", said: "", fault: "", isBusy: false, isLarge: false, isSingle: false },

  onShow() {
    this.setData({ isSingle: prefs.get().isSingle });
  },

  give() {
    this.trying(async () => {
      const { code, minutes } = await api.call("/join-codes", { method: "POST" });
      this.setData({ code, minutes });
    });
  },
  /** @param {any} event */
  typed(event) {
    this.setData({ typed: event.detail.value.replace(/\D/g, "") });
  },
  join() {
    this.trying(async () => {
      if (this.data.typed.length !== 6) throw new Error("请输入公众号里给您的六位数字。");
      const { token } = await api.call("/join", { method: "POST", body: { code: this.data.typed } });
      leaving.joined(token);
      this.setData({ said: "✓ 已经合并，两边的申报都在。", typed: "" });
    });
  },

  take() {
    this.trying(async () => {
      const told = await api.call("/me/data");
      const path = `${wx.env.USER_DATA_PATH}/我的资料.json`;
      wx.getFileSystemManager().writeFileSync(path, JSON.stringify(told, null, 1), "utf8");
      await wx.shareFileMessage({ filePath: path, fileName: "我的资料.json" });
    });
  },
  erase() {
    this.trying(() => this.erasing());
  },
  async erasing() {
    const { confirm } = await wx.showModal({ title: "删除我的资料？", content: "没有提交的申报和传的文件都会删掉，找不回来。已经办结的申报作为工会的记录保留，去掉电话。", confirmText: "删除", confirmColor: "#9c1c1c", cancelText: "不删" });
    if (!confirm) return;
    await api.call("/me/erase", { method: "POST", body: { sure: true } });
    leaving.erased();
    wx.reLaunch({ url: "/pages/home/home" });
  },

  large() {
    prefs.change({ isLarge: !prefs.get().isLarge });
    this.setData({ isLarge: prefs.get().isLarge });
  },
  single() {
    prefs.change({ isSingle: !prefs.get().isSingle });
    this.setData({ isSingle: prefs.get().isSingle });
  },

  /** @param {() => Promise<void>} act */
  async trying(act) {
    if (this.data.isBusy) return;
    this.setData({ isBusy: true, fault: "", said: "" });
    try {
      await act();
    } catch (fault) {
      const said = /** @type {any} */ (fault);
      if (!/cancel/.test(said.errMsg || "")) this.setData({ fault: said instanceof api.Lost ? "现在没有网络，还没有办成。连上网后再点一次。" : said.message || "没有办成，请再试一次。" });
    } finally {
      this.setData({ isBusy: false });
    }
  },
});
