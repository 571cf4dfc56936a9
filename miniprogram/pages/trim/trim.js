// A film that is too long: the person chooses where it begins and ends.

const acts = require("../../lib/acts");
const arriving = require("../../lib/arriving");
const entries = require("../../lib/entries");
const http = require("../../lib/http");
const screen = require("../../behaviors/screen");
const wayTo = require("../../lib/ways");

Page({
  behaviors: [screen],
  data: { src: "", name: "", seconds: 0, most: 300, start: 0, end: 0, startText: "0:00", endText: "0:00", keptText: "", isFit: true, fault: "", isBusy: false },
  told: /** @type {any} */ ({}),

  /** @param {{ entry: string, field: string, file: string }} told */
  async onLoad(told) {
    this.told = told;
    if (!(await arriving.isThere(told.entry, told.field))) return;
    const entry = entries.known(told.entry);
    const file = entry.files.find((/** @type {any} */ one) => one.id === told.file);
    if (!file) return this.setData({ fault: "没有找到这个视频，可能已被删除。请返回看一看。", isFit: false });
    const declared = entries.track(entry).fields.find((/** @type {any} */ one) => one.key === told.field);
    const rule = declared.rules.find((/** @type {any} */ one) => one.fact === "seconds" && one.op === "max");
    const most = Math.floor((rule ? rule.value : 301) / 10) * 10;
    const seconds = Math.floor(file.facts.seconds);
    this.setData({ src: http.server() + file.url, name: file.filename, seconds, most });
    this.choose(0, Math.min(seconds, most));
  },

  onUnload() {
    this.isGone = true;
  },
  isGone: false,

  /** @param {any} event */
  start(event) {
    this.choose(event.detail.value, Math.max(this.data.end, event.detail.value + 1));
  },
  /** @param {any} event */
  end(event) {
    this.choose(Math.min(this.data.start, event.detail.value - 1), event.detail.value);
  },
  /** @param {number} start @param {number} end */
  choose(start, end) {
    const from = Math.max(0, start);
    this.setData({ start: from, end, startText: clock(from), endText: clock(end), keptText: clock(end - from), isFit: end - from <= this.data.most });
  },
  see() {
    const film = wx.createVideoContext("film", this);
    film.seek(this.data.start);
    film.play();
  },

  async cut() {
    if (this.data.isBusy || !this.data.isFit) return;
    this.setData({ isBusy: true, fault: "" });
    try {
      await acts.fix(this.told.entry, this.told.field, "trim", { attachment: this.told.file, start: this.data.start, end: this.data.end });
      if (!this.isGone) wayTo.backToForm(this.told.entry, this.told.field);
    } catch (fault) {
      this.setData({ fault: fault instanceof http.Lost ? "现在没有网络，还没有剪。连上网后再点一次。" : /** @type {Error} */ (fault).message });
    } finally {
      this.setData({ isBusy: false });
    }
  },
});

/** @param {number} seconds */
function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
