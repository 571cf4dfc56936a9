// The banks of an item: those that are there, the template to fill in elsewhere, and one without a file.

const api = require("../../lib/api");
const downloads = require("../../lib/downloads");
const entries = require("../../lib/entries");
const filed = require("../../lib/filed");
const parcels = require("../../lib/parcels");
const screen = require("../../behaviors/screen");
const { looking, trying } = require("../../lib/trying");
const wayTo = require("../../lib/ways");
const wishes = require("../../lib/wishes");

Page({
  behaviors: [screen],
  data: { entry: "", field: "", banks: /** @type {any[]} */ ([]), isEditable: false, fault: "", isBusy: false },

  /** @param {{ entry: string, field: string }} told */
  onLoad({ entry, field }) {
    this.setData({ entry, field });
  },
  onShow() {
    if (entries.track(entries.known(this.data.entry))) this.draw();
    this.refresh();
  },
  async refresh() {
    const said = looking(this);
    try {
      await entries.refresh(this.data.entry);
      this.draw(said());
    } catch (fault) {
      if (!(fault instanceof api.Lost)) this.setData({ fault: /** @type {Error} */ (fault).message });
    }
  },
  draw(fault = "") {
    const entry = entries.known(this.data.entry);
    const declared = entries.track(entry).fields.find((/** @type {any} */ one) => one.key === this.data.field);
    const byId = new Map(entry.files.map((/** @type {any} */ file) => [file.id, file]));
    const banks = filed.shown(entry, declared, "").files.map((/** @type {any} */ file) => {
      const { facts } = byId.get(file.id);
      return { id: file.id, title: file.title, mark: file.mark, said: `${facts && facts.questions !== undefined ? `${facts.questions} 道题 · ` : ""}${file.state}` };
    });
    wishes.look(this.wish(), banks.length);
    parcels.deliver(this, { fault, banks, isEditable: entries.isEditable(entry) });
  },

  /** @param {any} event */
  open(event) {
    wayTo.questions(this.data.entry, event.currentTarget.dataset.id);
  },
  /** @param {any} event */
  template(event) {
    const { kind } = event.currentTarget.dataset;
    trying(this, async () => {
      const filePath = await downloads.fetched(`/api/v1/entries/bank-template.${kind}`, "模板没有下载成，请稍等一会儿再点一次。");
      await wx.shareFileMessage({ filePath, fileName: `题库模板.${kind}` });
    }, { failed: downloads.FAILED });
  },
  /** What a tap wishes for. */
  wish() {
    return `bank:${this.data.entry}:${this.data.field}`;
  },
  start() {
    trying(this, async () => {
      const { entry, field, banks } = this.data;
      const made = await wishes.once(this.wish(), banks.length, (key) => api.call(`/entries/${entry}/banks`, { method: "POST", body: { field, title: `题库${banks.length + 1}` }, key }));
      wayTo.questions(this.data.entry, made.id);
    });
  },
});
