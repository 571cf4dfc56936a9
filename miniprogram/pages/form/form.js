const answers = require("../../lib/answers");
const api = require("../../lib/api");
const entries = require("../../lib/entries");
const filed = require("../../lib/filed");
const network = require("../../lib/network");
const parcels = require("../../lib/parcels");
const prefs = require("../../lib/prefs");
const screen = require("../../behaviors/screen");
const screens = require("../../lib/screens");
const states = require("../../lib/states");
const store = require("../../lib/store");
const wayTo = require("../../lib/ways");

const LOOK = 1500; // ms between two looks while a file is checked
const LOOK_LATER = 6000;

Page({
  behaviors: [screen],
  data: { entry: "", at: 0, count: 0, title: "", fields: /** @type {any[]} */ ([]), saved: "", fault: "", isThere: false, isLast: false, state: "", late: "" },
  stop: () => {},

  /** @param {{ entry: string, field?: string, again?: string }} told */
  onLoad(told) {
    this.setData({ entry: told.entry });
    this.wanted = told.field || "";
    this.left = told.again && !this.wanted ? store.cache.get(`at:${told.entry}`) || "" : "";
    this.stop = answers.listen((entry, field) => entry === told.entry && this.data.isThere && (field ? this.redraw(field) : this.open()));
    if (entries.track(entries.known(told.entry))) this.open();
    this.refresh();
  },
  /** The field that somebody pointed at. */
  wanted: "",
  /** The first field of the step where the person stopped, for who comes back to go on. */
  left: "",

  onShow() {
    this.isShown = true;
    if (this.data.isThere) this.open();
    if (this.wasHidden) this.refresh(); // somebody else may have written, or the campaign may ask for something new
    this.watch();
  },
  onHide() {
    this.isShown = false;
    this.wasHidden = true;
    answers.keep();
  },
  onUnload() {
    this.isShown = false;
    answers.keep();
    this.stop();
  },
  isShown: false,
  wasHidden: false,
  isWatching: false,

  /** Looks again and again while somebody checks or mends a file. */
  async watch() {
    if (this.isWatching) return;
    this.isWatching = true;
    for (let wait = LOOK; this.isShown && this.data.isThere && filed.isBusy(entries.known(this.data.entry)); wait = Math.min(wait + 500, LOOK_LATER)) {
      await network.pause(wait);
      if (this.isShown) await this.refresh();
    }
    this.isWatching = false;
  },

  async refresh() {
    try {
      await entries.refresh(this.data.entry);
      this.open();
      this.watch();
    } catch (fault) {
      if (!this.data.isThere) this.setData({ fault: fault instanceof api.Lost ? "现在没有网络，还打不开这份申报。连上网后退出再进一次。" : /** @type {Error} */ (fault).message });
    }
  },

  open() {
    const entry = entries.known(this.data.entry);
    const track = entries.track(entry);
    const list = screens.screens(track, prefs.get().isSingle);
    const aim = this.wanted || this.left;
    const at = aim ? screens.screenOf(track, prefs.get().isSingle, aim) : Math.min(this.data.at, list.length - 1);
    this.left = "";
    store.cache.set(`at:${this.data.entry}`, list[at].fields[0]);
    parcels.deliver(this, {
      isThere: true,
      fault: "",
      at,
      count: list.length,
      title: list[at].title,
      isLast: at === list.length - 1,
      state: entry.state,
      late: states.late(entry),
      fields: list[at].fields.map((/** @type {string} */ key) => screens.view(entry, track.fields.find((/** @type {any} */ one) => one.key === key))),
    });
    this.tellSaved();
    if (this.wanted) this.lead();
  },

  /** To the item that somebody pointed at. */
  lead() {
    const selector = `#field-${this.wanted}`;
    this.wanted = "";
    wx.nextTick(() => wx.pageScrollTo({ selector, offsetTop: -12, duration: 200, fail() {} }));
  },

  /** One field has changed: only it is drawn again. @param {string} key */
  redraw(key) {
    const entry = entries.known(this.data.entry);
    const track = entries.track(entry);
    const index = this.data.fields.findIndex((field) => field.key === key);
    if (index >= 0) parcels.deliver(this, { [`fields[${index}]`]: screens.view(entry, track.fields.find((/** @type {any} */ one) => one.key === key)) });
    this.tellSaved();
  },

  tellSaved() {
    const saved = answers.saved(this.data.entry);
    if (saved !== this.data.saved) this.setData({ saved });
  },

  /** @param {any} event */
  answer(event) {
    const { field, value, isDone, seen } = event.detail;
    if (isDone && value === (answers.value(this.data.entry, field) || "")) return void answers.send(this.data.entry);
    answers.type(this.data.entry, field, value, isDone, seen);
  },
  /** @param {any} event */
  choose(event) {
    answers.choose(this.data.entry, event.detail.field, event.detail.which);
  },
  /** @param {any} event */
  async draft(event) {
    const { field } = event.detail;
    try {
      await answers.send(this.data.entry);
      const { value } = await api.call(`/entries/${this.data.entry}/drafts/${field}`);
      if (answers.value(this.data.entry, field)) return; // written by hand meanwhile
      if (value) answers.type(this.data.entry, field, value, true);
      else wx.showToast({ title: "前面几项还没有填", icon: "none" });
    } catch (fault) {
      wx.showToast({ title: fault instanceof api.Lost ? "没有网络，请稍后再试" : /** @type {Error} */ (fault).message, icon: "none" });
    }
  },

  more() {
    wayTo.entry(this.data.entry);
  },
  next() {
    if (this.data.isLast) return wayTo.review(this.data.entry);
    this.turn(this.data.at + 1);
  },
  back() {
    if (this.data.at) this.turn(this.data.at - 1);
    else wayTo.home();
  },
  /** @param {number} at */
  turn(at) {
    answers.keep();
    this.setData({ at });
    this.open();
    wx.pageScrollTo({ scrollTop: 0, duration: 0 });
  },
});
