const answers = require("../../lib/answers");
const arriving = require("../../lib/arriving");
const entries = require("../../lib/entries");
const screen = require("../../behaviors/screen");
const searching = require("../../behaviors/searching");
const wayTo = require("../../lib/ways");

Page({
  behaviors: [screen, searching],
  data: { label: "", q: "", items: /** @type {any[]} */ ([]) },
  entry: "",
  field: "",
  kind: "",

  /** @param {{ entry: string, field: string }} told */
  async onLoad({ entry, field }) {
    this.entry = entry;
    this.field = field;
    if (!(await arriving.isThere(entry, field))) return;
    const declared = entries.track(entries.known(entry)).fields.find((/** @type {any} */ one) => one.key === field);
    this.kind = declared.kind;
    this.setData({ label: declared.label });
  },
  /** @param {string} q */
  address(q) {
    return `/units?q=${encodeURIComponent(q)}&kind=${this.kind === "union" ? "union" : "unit"}`;
  },
  /** @param {any} event */
  choose(event) {
    const { id, name } = this.data.items[event.currentTarget.dataset.index];
    this.take({ id, name });
  },
  free() {
    const name = this.data.q.trim();
    if (name) this.take({ name });
  },
  /** @param {any} value */
  take(value) {
    answers.type(this.entry, this.field, value, true);
    wayTo.backToForm(this.entry, this.field);
  },
});
