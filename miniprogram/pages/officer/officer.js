const api = require("../../lib/api");
const days = require("../../lib/days");
const entries = require("../../lib/entries");
const http = require("../../lib/http");
const parcels = require("../../lib/parcels");
const screen = require("../../behaviors/screen");
const store = require("../../lib/store");
const { looking, trying } = require("../../lib/trying");
const wayTo = require("../../lib/ways");

Page({
  behaviors: [screen],
  data: { isThere: false, standings: /** @type {any[]} */ ([]), waiting: /** @type {any[]} */ ([]), drafts: /** @type {any[]} */ ([]), returned: /** @type {any[]} */ ([]), totals: { waiting: 0, drafts: 0, returned: 0 }, call: "", fault: "", isBusy: false },

  onLoad() {
    const held = store.cache.get("officer");
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
    const fault = looking(this);
    try {
      const told = await api.call("/officer");
      store.cache.set("officer", told);
      this.draw(told, fault());
      this.note = (await api.call("/officer/group")).items[0] || null;
    } catch (silent) {
      this.setData({ fault: silent instanceof api.Lost ? (this.data.isThere ? fault() : "现在没有网络，还看不到。连上网后再进来。") : /** @type {Error} */ (silent).message });
    }
  },

  /** @param {any} told @param {string} [fault] */
  draw(told, fault = "") {
    const line = (/** @type {any} */ one) => ({ id: one.id, title: one.title || `${one.owner || "一位职工"}的申报`, owner: one.owner, unit: one.unit, number: one.number, at: one.submitted_at ? `${days.minute(one.submitted_at)} 提交` : "" });
    const isOne = new Set(told.standings.map((/** @type {any} */ reach) => reach.campaign)).size < 2;
    parcels.deliver(this, {
      isThere: true,
      fault,
      standings: told.standings.map((/** @type {any} */ reach) => ({ id: `${reach.unit}/${reach.campaign}`, unit: reach.unit, campaign: isOne ? "" : reach.campaign, rows: reach.rows.map((/** @type {any} */ row) => ({ track: row.track, title: row.title, count: row.count, least: row.least, isMet: row.count >= row.least, stages: [["已开始", row.started], ["已交", row.count], ["已确认", row.confirmed], ["通过", row.approved]].map(([name, count]) => ({ name, count })) })) })),
      totals: { waiting: told.submitted.total, drafts: told.drafts.total, returned: told.returned.total },
      waiting: told.submitted.items.map(line),
      returned: told.returned.items.map((/** @type {any} */ one) => ({ ...line(one), at: one.answer_by ? `最晚 ${days.lastDay(one.answer_by)}改好` : "" })),
      drafts: told.drafts.items.map((/** @type {any} */ one) => {
        const lacks = told.drafts.missing[one.id];
        return { ...line(one), title: `${one.owner || "一位职工"}正在填写`, at: lacks ? `完成 ${lacks.done}/${lacks.total}，还差：${lacks.labels.slice(0, 4).join("、")}${lacks.labels.length > 4 ? "等" : ""}` : "" };
      }),
    });
  },

  /** @param {any} event */
  open(event) {
    wayTo.confirm(event.currentTarget.dataset.id);
  },

  /** Somebody who cannot type it: the officer does, the worker adopts it. */
  async fill() {
    await trying(this, async () => {
      const home = store.cache.get("home") || (await api.call("/home"));
      const track = home.tracks.find((/** @type {any} */ one) => one.starts_by === "worker" && one.is_open);
      if (!track) throw new Error("现在没有可以代填的征集。");
      const made = await entries.start(track);
      wayTo.form(made.id);
    });
  },
  invite: () => wayTo.invite(),
  /** A text for an ordinary group, counted where the chat counts: no person stands in it. */
  async tell() {
    await trying(this, async () => {
      const notes = await this.noted();
      const text = notes.map((one) => one.text).join("\n\n");
      await wx.setClipboardData({ data: text });
      this.setData({ call: text });
    });
  },
  /** The same numbers as a picture, which WeChat forwards by a long press. */
  async picture() {
    await trying(this, async () => {
      const urls = (await this.noted()).map((one) => http.server() + one.picture);
      await wx.previewImage({ urls });
    });
  },
  /** @returns {Promise<any[]>} */
  async noted() {
    const { items } = await api.call("/officer/group");
    if (!items.length) throw new Error("通知没有给您的单位定数量，没有可以转发的数字。可以直接转发小程序。");
    this.note = items[0];
    return items;
  },
  /** The card of a group has the unit's picture once it is known. */
  note: /** @type {any} */ (null),
  onShareAppMessage() {
    const note = this.note;
    return { title: note ? note.title : "职工“五小”正在征集，点这里申报", path: wayTo.path("home"), ...(note ? { imageUrl: http.server() + note.picture } : {}) };
  },
});
