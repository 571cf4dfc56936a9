const api = require("../../lib/api");
const days = require("../../lib/days");
const entries = require("../../lib/entries");
const parcels = require("../../lib/parcels");
const screen = require("../../behaviors/screen");
const store = require("../../lib/store");
const { looking, trying } = require("../../lib/trying");
const wayTo = require("../../lib/ways");

const KINDS = { draft: "mind", returned: "must", approved: "good", forwarded: "good", published: "good" };
const ACTS = { draft: "接着填", returned: "看怎么改" };

Page({
  behaviors: [screen],
  data: { tracks: /** @type {any[]} */ ([]), entries: /** @type {any[]} */ ([]), isThere: false, isOfficer: false, fault: "", isBusy: false },

  onLoad() {
    const held = store.cache.get("home");
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
    const look = (this.looks += 1);
    try {
      const told = await api.patiently("/home");
      if (look !== this.looks) return; // a later look was begun: it knows more
      store.cache.set("home", told);
      this.draw(told, fault());
    } catch (fault) {
      this.setData({ fault: /** @type {Error} */ (fault).message });
    }
  },

  looks: 0,
  /** @param {any} told @param {string} [fault] */
  draw(told, fault = "") {
    const isOfficer = told.grants.some((/** @type {any} */ grant) => grant.role === "officer");
    parcels.deliver(this, {
      isThere: true,
      isOfficer,
      fault,
      tracks: told.tracks.filter((/** @type {any} */ track) => track.starts_by === "worker" || isOfficer).map(shownTrack),
      entries: told.entries.map(shownEntry),
    });
  },

  /** @param {any} event */
  async start(event) {
    const track = this.data.tracks[event.currentTarget.dataset.index];
    if (track.needsConsent) return wayTo.consent(track.campaign, track.track);
    await trying(this, async () => wayTo.form((await entries.start(track)).id), { lost: "现在没有网络，还不能开始新的申报。连上网后再点一次。" });
  },

  /** @param {any} event */
  open(event) {
    const { id, state } = event.currentTarget.dataset;
    if (state === "draft") wayTo.formAgain(id);
    else wayTo.entry(id); // one that came back begins with what to mend
  },
  officer: () => wayTo.officer(),
  adopt: () => wayTo.adopt(),
  messages: () => wayTo.messages(),
  account: () => wayTo.account(),
});

/** @param {any} track */
function shownTrack(track) {
  const { days_left: days } = track;
  const left = !track.is_open ? (days !== null && days < 0 ? "已截止" : "还没开始") : days === 0 ? "今天截止" : days === null ? "" : `还剩 ${days} 天`;
  return { id: `${track.campaign}/${track.track}`, needsConsent: Boolean(track.consent), campaign: track.campaign, track: track.track, title: track.title, issuer: track.issuer, lastDay: track.last_day, left, isOpen: track.is_open, isSoon: track.is_open && days !== null && days <= 3 };
}

/** @param {any} entry */
function shownEntry(entry) {
  return {
    id: entry.id,
    title: entry.title || "还没有起名字的申报",
    number: entry.number || "",
    state: entry.state_text,
    kind: KINDS[/** @type {keyof typeof KINDS} */ (entry.state)] || "",
    stands: entry.state,
    act: ACTS[/** @type {keyof typeof ACTS} */ (entry.state)] || "查看",
    closes: entry.closes ? `${days.lastDay(entry.closes)}${entry.is_over ? "已截止" : "截止"}` : "",
  };
}
