// What is done with one's data, said once before the first entry, at any length; then the entry begins.

const api = require("../../lib/api");
const entries = require("../../lib/entries");
const screen = require("../../behaviors/screen");
const store = require("../../lib/store");
const wayTo = require("../../lib/ways");

Page({
  behaviors: [screen],
  data: { text: "", fault: "", isBusy: false },
  told: /** @type {any} */ ({}),
  key: "",

  /** @param {{ campaign: string, track: string }} told */
  onLoad({ campaign, track }) {
    const { tracks } = store.cache.get("home") || { tracks: [] };
    const found = tracks.find((/** @type {any} */ one) => one.campaign === campaign && one.track === track);
    if (!found || !found.consent) {
      wayTo.home();
      return;
    }
    this.told = { campaign, track, version: found.consent.version };
    this.key = `start-${Date.now()}-${Math.random()}`;
    this.setData({ text: found.consent.text });
  },
  no() {
    wayTo.home();
  },
  async yes() {
    if (this.data.isBusy) return;
    this.setData({ isBusy: true, fault: "" });
    const { campaign, version } = this.told;
    try {
      await api.call("/me/consents", { method: "POST", body: { campaign, version } });
      const made = await entries.start(this.told, this.key);
      wayTo.formInstead(made.id);
    } catch (fault) {
      this.setData({ fault: fault instanceof api.Lost ? "现在没有网络，还没有开始。连上网后再点一次。" : /** @type {Error} */ (fault).message });
    } finally {
      this.setData({ isBusy: false });
    }
  },
});
