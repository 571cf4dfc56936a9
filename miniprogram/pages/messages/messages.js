const api = require("../../lib/api");
const days = require("../../lib/days");
const screen = require("../../behaviors/screen");
const store = require("../../lib/store");
const wayTo = require("../../lib/ways");

Page({
  behaviors: [screen],
  data: { items: /** @type {any[]} */ ([]), isThere: false, fault: "" },

  onLoad() {
    const held = store.cache.get("messages");
    if (held) this.draw(held);
  },
  onShow() {
    this.refresh();
  },
  async onPullDownRefresh() {
    await this.refresh();
    wx.stopPullDownRefresh();
  },

  async refresh() {
    try {
      const { items } = await api.call("/me/messages");
      store.cache.set("messages", items);
      this.draw(items);
    } catch (fault) {
      if (!(fault instanceof api.Lost && this.data.isThere)) this.setData({ fault: fault instanceof api.Lost ? "现在没有网络，还看不到消息。连上网后再进来。" : /** @type {Error} */ (fault).message });
    }
  },
  /** @param {any[]} items */
  draw(items) {
    this.setData({ isThere: true, fault: "", items: items.map((one) => ({ id: one.id, at: days.minute(one.at), text: one.text, entry: one.entry || "" })) });
  },
  /** @param {any} event */
  open(event) {
    const { entry } = event.currentTarget.dataset;
    if (entry) wayTo.entry(entry);
  },
});
