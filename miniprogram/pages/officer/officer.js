const api = require("../../lib/api");
const days = require("../../lib/days");
const entries = require("../../lib/entries");
const screen = require("../../behaviors/screen");
const store = require("../../lib/store");
const wayTo = require("../../lib/ways");

Page({
  behaviors: [screen],
  data: { isThere: false, standings: /** @type {any[]} */ ([]), waiting: /** @type {any[]} */ ([]), drafts: /** @type {any[]} */ ([]), returned: /** @type {any[]} */ ([]), invitation: "", call: "", fault: "", isBusy: false },

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
    try {
      const told = await api.call("/officer");
      store.cache.set("officer", told);
      this.draw(told);
    } catch (fault) {
      this.setData({ fault: fault instanceof api.Lost ? (this.data.isThere ? "" : "现在没有网络，还看不到。连上网后再进来。") : /** @type {Error} */ (fault).message });
    }
  },

  /** @param {any} told */
  draw(told) {
    const line = (/** @type {any} */ one) => ({ id: one.id, title: one.title || `${one.owner || "一位职工"}的申报`, owner: one.owner, unit: one.unit, number: one.number, at: one.submitted_at ? `${days.minute(one.submitted_at)} 提交` : "" });
    this.setData({
      isThere: true,
      fault: "",
      standings: told.standings.map((/** @type {any} */ reach) => ({ unit: reach.unit, rows: reach.rows.map((/** @type {any} */ row) => ({ track: row.track, title: row.title, count: row.count, least: row.least, isMet: row.count >= row.least })) })),
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
    await this.trying(async () => {
      const home = store.cache.get("home") || (await api.call("/home"));
      const track = home.tracks.find((/** @type {any} */ one) => one.starts_by === "worker" && one.is_open);
      if (!track) throw new Error("现在没有可以代填的征集。");
      const made = await entries.start(track, `fill-${Date.now()}`);
      wayTo.form(made.id);
    });
  },
  async invite() {
    await this.trying(async () => {
      const { code, url } = await api.call("/officer/invitations", { method: "POST" });
      const text = `请您来做本单位的“五小”工会干事：打开 ${url} ，填写邀请码 ${code} （14 天内有效，只能用一次）。`;
      await wx.setClipboardData({ data: text });
      this.setData({ invitation: text });
    });
  },
  /** A text for an ordinary group: no person stands in it. */
  async tell() {
    await this.trying(async () => {
      const home = await api.call("/home");
      const lines = home.tracks.filter((/** @type {any} */ one) => one.is_open).map((/** @type {any} */ one) => `${one.title}：${one.last_day}截止，还剩 ${one.days_left} 天`);
      const text = ["各位同事：职工“五小”（小发明、小创造、小革新、小设计、小建议）正在征集。", ...lines, "打开小程序“职工五小申报”，或在公众号里回复“申报”，一项一项填，随时可以停。"].join("\n");
      await wx.setClipboardData({ data: text });
      this.setData({ call: text });
    });
  },
  onShareAppMessage() {
    return { title: "职工“五小”正在征集，点这里申报", path: wayTo.path("home") };
  },

  /** @param {() => Promise<void>} act */
  async trying(act) {
    if (this.data.isBusy) return;
    this.setData({ isBusy: true, fault: "" });
    try {
      await act();
    } catch (fault) {
      this.setData({ fault: fault instanceof api.Lost ? "现在没有网络，还没有办成。连上网后再点一次。" : /** @type {Error} */ (fault).message });
    } finally {
      this.setData({ isBusy: false });
    }
  },
});
