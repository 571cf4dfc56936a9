// An officer asks a colleague to be one, too: a code to scan off this screen, a card, words with the code.

const api = require("../../lib/api");
const screen = require("../../behaviors/screen");
const { trying } = require("../../lib/trying");
const wayTo = require("../../lib/ways");

Page({
  behaviors: [screen],
  data: { unit: "", code: "", picture: "", days: 0, url: "", copied: "", fault: "", isBusy: false },
  raw: "",

  /** Each code is for one person: a new one is made by a tap, not by looking. */
  async make() {
    await trying(this, async () => {
      const { unit, code, picture, days, url } = await api.call("/officer/invitations", { method: "POST" });
      this.raw = code;
      this.setData({ unit, picture, days, url, code: code.replace(/(.{4})(?=.)/g, "$1 "), copied: "" });
    });
  },
  async copy() {
    await trying(this, async () => {
      const { unit, url, days } = this.data;
      const text = `请您来做“${unit}”的“五小”工会干事：在电脑上打开 ${url} ，填写邀请码 ${this.raw} （${days} 天内有效，只能用一次）。`;
      await wx.setClipboardData({ data: text });
      this.setData({ copied: text });
    });
  },
  onShareAppMessage() {
    const { unit } = this.data;
    return this.raw ? { title: `请您做“${unit}”的“五小”工会干事`, path: wayTo.path("invited", { code: this.raw }) } : { title: "职工“五小”正在征集，点这里申报", path: wayTo.path("home") };
  },
});
