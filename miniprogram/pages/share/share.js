// The owner shows a code: who scans it helps with the entry, or owns it from then on.

const api = require("../../lib/api");
const screen = require("../../behaviors/screen");
const { trying } = require("../../lib/trying");

const ROLES = { owner: "申报人", team: "帮手", officer: "工会干事" };

Page({
  behaviors: [screen],
  data: { entry: "", toBe: "", code: "", picture: "", people: /** @type {any[]} */ ([]), fault: "", isBusy: false },

  /** @param {{ entry: string }} told */
  onLoad({ entry }) {
    this.setData({ entry });
    this.refresh();
  },
  async refresh() {
    await trying(this, async () => this.draw(await api.call(`/entries/${this.data.entry}/people`)));
  },
  /** @param {{ items: any[] }} told */
  draw({ items }) {
    this.setData({ people: items.map((one) => ({ id: one.person, name: one.name || "一位微信用户", role: ROLES[/** @type {keyof typeof ROLES} */ (one.role)] || one.role, isOwner: one.role === "owner" })) });
  },

  help() {
    this.offer("helper");
  },
  async over() {
    const { confirm } = await wx.showModal({ title: "转给别人？", content: "扫码的人会成为申报人，由他签名、提交；您会留下来当帮手。", confirmText: "出码", cancelText: "先不" });
    if (confirm) this.offer("owner");
  },
  /** @param {"owner" | "helper"} toBe */
  offer(toBe) {
    return trying(this, async () => {
      const { code, picture } = await api.call(`/entries/${this.data.entry}/shares`, { method: "POST", body: { to_be: toBe } });
      this.setData({ toBe, code: code.replace(/(.{4})(?=.)/g, "$1 "), picture });
    });
  },
  /** @param {any} event */
  async end(event) {
    const { id, name } = event.currentTarget.dataset;
    const { confirm } = await wx.showModal({ title: "请这位退出？", content: name, confirmText: "退出", cancelText: "先不" });
    if (confirm) trying(this, async () => this.draw(await api.call(`/entries/${this.data.entry}/people/${id}`, { method: "DELETE" })));
  },
});
