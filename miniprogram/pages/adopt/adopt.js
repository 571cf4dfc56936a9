// Uses a code that somebody showed: to help with an entry, or to own it.

const api = require("../../lib/api");
const screen = require("../../behaviors/screen");
const wayTo = require("../../lib/ways");

Page({
  behaviors: [screen],
  data: { typed: "", fault: "", isBusy: false },

  /** Opened by the code itself, outside: `q` is its address. @param {{ q?: string, code?: string }} told */
  onLoad({ q, code }) {
    const found = code || codeOf(decodeURIComponent(q || ""));
    if (found) this.take(found);
  },
  async scan() {
    try {
      const { result } = await wx.scanCode({ scanType: ["qrCode"] });
      const found = codeOf(result);
      if (!found) return this.setData({ fault: "这不是加入申报的二维码。请让对方在“请人帮忙”里出一个码，再扫。" });
      this.take(found);
    } catch (cancelled) {
      // nothing was scanned
    }
  },
  /** @param {any} event */
  typed(event) {
    this.setData({ typed: event.detail.value });
  },
  join() {
    const found = this.data.typed.replace(/[^0-9A-Za-z]/g, "");
    if (!found) return this.setData({ fault: "请先扫码，或把对方的码写在上面。" });
    this.take(found);
  },

  /** @param {string} code */
  async take(code) {
    if (this.data.isBusy) return;
    this.setData({ isBusy: true, fault: "" });
    try {
      const { entry } = await api.call("/shares", { method: "POST", body: { code } });
      wayTo.formInstead(entry);
    } catch (fault) {
      this.setData({ fault: fault instanceof api.Lost ? "现在没有网络，还没有加入。连上网后再试一次，这个码还能用。" : /** @type {Error} */ (fault).message });
    } finally {
      this.setData({ isBusy: false });
    }
  },
});

/** @param {string} text */
function codeOf(text) {
  const found = /\/s\/([0-9A-Za-z]{8,64})\/?$/.exec(text);
  return found ? found[1] : "";
}
