// Opened by the card of an invitation: looking uses nothing up, a tap does.

const api = require("../../lib/api");
const screen = require("../../behaviors/screen");
const store = require("../../lib/store");
const wayTo = require("../../lib/ways");

Page({
  behaviors: [screen],
  data: { code: "", unit: "", fault: "", isBusy: false },

  /** @param {{ code?: string }} told */
  onLoad({ code = "" }) {
    this.setData({ code: code.replace(/[^0-9A-Za-z]/g, "").slice(0, 64) });
  },
  async accept() {
    if (this.data.isBusy) return;
    this.setData({ isBusy: true, fault: "" });
    try {
      const { unit } = await api.call("/invitations", { method: "POST", body: { code: this.data.code } });
      store.remove("cache:home"); // who one is has changed
      this.setData({ unit });
    } catch (fault) {
      this.setData({ fault: fault instanceof api.Lost ? "现在没有网络，还没有办成。连上网后再点一次，这个码还能用。" : /** @type {Error} */ (fault).message });
    } finally {
      this.setData({ isBusy: false });
    }
  },
  officer: () => wayTo.officerInstead(),
  home() {
    wx.reLaunch({ url: wayTo.path("home") });
  },
});
