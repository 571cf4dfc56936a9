const answers = require("../../lib/answers");
const arriving = require("../../lib/arriving");
const entries = require("../../lib/entries");
const filed = require("../../lib/filed");
const network = require("../../lib/network");
const parcels = require("../../lib/parcels");
const people = require("../../lib/people");
const screen = require("../../behaviors/screen");
const screens = require("../../lib/screens");
const store = require("../../lib/store");
const wayTo = require("../../lib/ways");

const LOOK = 2000; // ms between two looks while a film is checked
const LEVELS = ["国家级", "省级", "市级", "行业级"];

Page({
  behaviors: [screen],
  data: { id: "", isNew: false, name: "", unit: "", isCraftsman: false, level: 0, levels: LEVELS, honour: "", intro: "", noVideos: false, videos: /** @type {string[]} */ ([]), entry: "", view: /** @type {any} */ ({}), units: /** @type {string[]} */ ([]) },
  entry: "",
  field: "",

  /** @param {{ entry: string, field: string, id?: string }} told */
  async onLoad({ entry, field, id }) {
    this.entry = entry;
    this.field = field;
    if (!(await arriving.isThere(entry, field))) return;
    this.setData({ entry, view: this.view() });
    const all = this.people();
    const person = all.find((/** @type {any} */ one) => one.id === id);
    this.read = person ? [person] : [];
    const units = [...new Set(all.map((/** @type {any} */ one) => one.unit).filter(Boolean))];
    this.version = entries.known(entry).versions[field] || 0;
    if (!person) return this.setData({ isNew: true, id: fresh(all), unit: units.length === 1 ? units[0] : "", units, ...store.get(this.nameless()) });
    const { honour } = person;
    parcels.deliver(this, {
      id: person.id, name: person.name, unit: person.unit || "", isCraftsman: Boolean(honour), level: honour ? Math.max(0, LEVELS.indexOf(honour.level)) : 0, units,
      honour: honour ? honour.title : "", intro: person.intro || "", noVideos: Boolean(person.no_videos), videos: person.videos || [],
    });
  },
  onUnload() {
    this.isGone = true;
    answers.keep();
  },

  /** The item as the widget for files draws it. */
  view() {
    const entry = entries.known(this.entry);
    return screens.view(entry, entries.track(entry).fields.find((/** @type {any} */ one) => one.key === this.field));
  },
  /** A film of this person is stored, judged, or gone: what is written here goes first, then what is there is read. */
  async arrived() {
    try {
      await answers.send(this.entry);
      await entries.refresh(this.entry);
    } catch (lost) {
      return; // the next look finds it
    }
    parcels.deliver(this, { view: this.view(), videos: this.stored() });
    if (!filed.isBusy(entries.known(this.entry)) || this.isWatching) return;
    this.isWatching = true;
    await network.pause(LOOK);
    this.isWatching = false;
    if (!this.isGone) this.arrived();
  },
  isWatching: false,
  isGone: false,
  /** Films that the server has of this person. @returns {string[]} */
  stored() {
    const told = (entries.known(this.entry).answers[this.field] || []).find((/** @type {any} */ one) => one.id === this.data.id);
    return (told && told.videos) || [];
  },

  people() {
    return answers.value(this.entry, this.field) || [];
  },

  /** The version that stood before the person's eyes: what others wrote of this one since is told, of the rest it joins. */
  seen() {
    const told = entries.known(this.entry);
    const now = (told.answers[this.field] || []).filter((/** @type {any} */ one) => one.id === this.data.id);
    if (people.areAlike(this.read, now)) this.version = told.versions[this.field] || 0;
    return this.version;
  },
  /** This person as shown here: one, or none who is new. */
  read: /** @type {any[]} */ ([]),
  version: 0,

  /** @param {any} event */
  typed(event) {
    this.setData({ [event.currentTarget.dataset.key]: event.detail.value });
    this.save();
  },
  /** @param {any} event */
  level(event) {
    this.setData({ level: Number(event.detail.value) });
    this.save();
  },
  craftsman() {
    this.setData({ isCraftsman: !this.data.isCraftsman });
    this.save();
  },
  none() {
    this.setData({ noVideos: !this.data.noVideos });
    this.save();
  },
  /** @param {any} event */
  sameUnit(event) {
    this.setData({ unit: event.currentTarget.dataset.unit });
    this.save();
  },

  /** Where a person lies whose name is not written yet. */
  nameless() {
    return `person:${this.entry}:${this.field}`;
  },
  /** What is typed stands in the answer at once; a person without a name is none yet, and waits on this phone. */
  save() {
    const { id, name, unit, isCraftsman, level, honour, intro, noVideos } = this.data;
    const videos = this.stored();
    const craft = isCraftsman ? { honour: { level: LEVELS[level], title: honour }, intro, videos, no_videos: noVideos } : {};
    const made = { id, name: name.trim(), unit: unit.trim(), ...craft };
    const all = this.people();
    const isKnown = all.some((/** @type {any} */ one) => one.id === id);
    if (!isKnown && !made.name) {
      store.set(this.nameless(), { unit, isCraftsman, level, honour, intro, noVideos });
      return;
    }
    if (!isKnown) store.remove(this.nameless());
    answers.type(this.entry, this.field, isKnown ? all.map((/** @type {any} */ one) => (one.id === id ? made : one)) : [...all, made], false, this.seen());
    this.read = [made];
  },

  done() {
    answers.send(this.entry);
    wayTo.backToForm(this.entry, this.field);
  },
  async remove() {
    const { confirm } = await wx.showModal({ title: "删掉这一位？", content: this.data.name || "还没有写姓名", confirmText: "删掉", cancelText: "不删" });
    if (!confirm) return;
    answers.type(this.entry, this.field, this.people().filter((/** @type {any} */ one) => one.id !== this.data.id), true, this.seen());
    wayTo.backToForm(this.entry, this.field);
  },
});

/** An id that nobody of them has. @param {any[]} people */
function fresh(people) {
  const taken = new Set(people.map((one) => one.id));
  for (let number = 1; ; number += 1) if (!taken.has(`p${number}`)) return `p${number}`;
}
