const api = require("../../lib/api");
const days = require("../../lib/days");
const parcels = require("../../lib/parcels");
const screen = require("../../behaviors/screen");
const store = require("../../lib/store");
const subscribing = require("../../lib/subscribing");
const wayTo = require("../../lib/ways");

Page({
  behaviors: [screen],
  data: { items: /** @type {any[]} */ ([]), isThere: false, fault: "", templates: /** @type {string[]} */ ([]), left: 0, told: "" },

  onLoad() {
    const held = store.cache.get("messages");
    if (held) this.draw(held);
  },
  onShow() {
    this.refresh();
    this.count();
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
  async count() {
    try {
      await subscribing.send(); // what an earlier visit could not
      this.offer((await api.call("/me/subscriptions")).items);
    } catch (_) {
      // without it the button stays away; messages are read all the same
    }
  },
  /** @param {{ template: string, left: number }[]} items */
  offer(items) {
    this.setData({ templates: items.map((one) => one.template).slice(0, 5), left: items.reduce((sum, one) => sum + one.left, 0) });
  },
  /** After a tap, as the platform wants it; each 允许 is one message. */
  subscribe() {
    wx.requestSubscribeMessage({
      tmplIds: this.data.templates,
      success: async (/** @type {any} */ answer) => {
        const answers = Object.fromEntries(this.data.templates.filter((id) => answer[id]).map((id) => [id, String(answer[id])]));
        const isAny = Object.values(answers).some((said) => said.startsWith("accept"));
        subscribing.add(answers);
        try {
          const told = await subscribing.send();
          if (told) this.offer(told.items);
          this.setData({ told: isAny ? "好的，有消息会在微信里提醒您。" : "没有打开提醒。想打开时再点一次。" });
        } catch (fault) {
          this.setData({ told: fault instanceof api.Lost ? "现在没有网络，您的选择已记在手机里，连上网后自动送出，不用再点。" : /** @type {Error} */ (fault).message });
        }
      },
      fail: (/** @type {any} */ fault) => this.setData({ told: fault.errCode === 20004 ? "您在微信里关掉了订阅消息。请点右上角“…”→“设置”→“通知管理”打开，再点一次。" : "没能打开提醒，请再点一次。" }),
    });
  },
  /** @param {any[]} items */
  draw(items) {
    parcels.deliver(this, { isThere: true, fault: "", items: items.map((one) => ({ id: one.id, at: days.minute(one.at), text: one.text, entry: one.entry || "" })) });
  },
  /** @param {any} event */
  open(event) {
    const { entry } = event.currentTarget.dataset;
    if (entry) wayTo.entry(entry);
  },
});
