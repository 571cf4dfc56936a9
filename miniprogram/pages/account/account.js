const api = require("../../lib/api");
const leaving = require("../../lib/leaving");
const screen = require("../../behaviors/screen");
const prefs = require("../../lib/prefs");
const { trying } = require("../../lib/trying");

Page({
  behaviors: [screen],
  data: { code: "", minutes: 0, typed: "", said: "", fault: "", isBusy: false, isLarge: false, isSingle: false },

  onShow() {
    this.setData({ isSingle: prefs.get().isSingle });
  },

  give() {
    trying(this, async () => {
      const { code, minutes } = await api.call("/join-codes", { method: "POST" });
      this.setData({ code, minutes });
    });
  },
  /** @param {any} event */
  typed(event) {
    this.setData({ typed: event.detail.value.replace(/\D/g, "") });
  },
  join() {
    this.setData({ said: "" });
    trying(this, async () => {
      if (this.data.typed.length !== 6) throw new Error("请输入公众号里给您的六位数字。");
      const { token } = await api.call("/join", { method: "POST", body: { code: this.data.typed } });
      leaving.joined(token);
      this.setData({ said: "✓ 已经合并，两边的申报都在。", typed: "" });
    });
  },

  take() {
    trying(this, async () => {
      const told = await api.call("/me/data");
      const path = `${wx.env.USER_DATA_PATH}/我的资料.json`;
      wx.getFileSystemManager().writeFileSync(path, JSON.stringify(told, null, 1), "utf8");
      await wx.shareFileMessage({ filePath: path, fileName: "我的资料.json" });
    });
  },
  erase() {
    trying(this, () => this.erasing());
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
});
