// Opened by the card of an invitation: looking uses nothing up, a tap does.

const api = require("../../lib/api");
const screen = require("../../behaviors/screen");
const store = require("../../lib/store");
const { trying } = require("../../lib/trying");
const wayTo = require("../../lib/ways");

const MINE = ["invitation.used.self", "invitation.already"]; // an answer was lost, or the card was opened twice

Page({
  behaviors: [screen],
  data: { code: "", unit: "", already: "", fault: "", isBusy: false },

  /** @param {{ code?: string }} told */
  onLoad({ code = "" }) {
    this.setData({ code: code.replace(/[^0-9A-Za-z]/g, "").slice(0, 64) });
  },
  async accept() {
    await trying(this, async () => {
      try {
        const { unit } = await api.call("/invitations", { method: "POST", body: { code: this.data.code } });
        this.setData({ unit });
      } catch (fault) {
        if (!(fault instanceof api.Problem && MINE.includes(fault.code))) throw fault;
        this.setData({ already: fault.message });
      }
      store.remove("cache:home"); // who one is has changed
    }, { lost: "现在没有网络，还没有办成。连上网后再点一次，这个码还能用。" });
  },
  officer: () => wayTo.officerInstead(),
  home() {
    wx.reLaunch({ url: wayTo.path("home") });
  },
});
