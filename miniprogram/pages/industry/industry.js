const answers = require("../../lib/answers");
const arriving = require("../../lib/arriving");
const screen = require("../../behaviors/screen");
const searching = require("../../behaviors/searching");
const store = require("../../lib/store");
const wayTo = require("../../lib/ways");

Page({
  behaviors: [screen, searching],
  data: { isThere: false, items: /** @type {any[]} */ ([]) },
  entry: "",
  field: "",

  /** @param {{ entry: string, field: string }} told */
  async onLoad({ entry, field }) {
    this.entry = entry;
    this.field = field;
    if (await arriving.isThere(entry, field)) this.setData({ isThere: true }); // what were chosen before would be written over nothing
  },
  /** @param {string} q */
  address(q) {
    return `/industries?q=${encodeURIComponent(q)}`;
  },
  /** @param {any} event */
  choose(event) {
    const { section, division, label } = this.data.items[event.currentTarget.dataset.index];
    store.cache.set(`industry:${section}${division}`, label);
    answers.type(this.entry, this.field, { section, division }, true);
    wayTo.backToForm(this.entry, this.field);
  },
});
