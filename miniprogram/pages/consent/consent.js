// What is done with one's data, said once before the first entry, at any length; then the entry begins.

const api = require("../../lib/api");
const entries = require("../../lib/entries");
const parcels = require("../../lib/parcels");
const screen = require("../../behaviors/screen");
const store = require("../../lib/store");
const { trying } = require("../../lib/trying");
const wayTo = require("../../lib/ways");

Page({
  behaviors: [screen],
  data: { text: "", fault: "", isBusy: false },
  told: /** @type {any} */ ({}),

  /** @param {{ campaign: string, track: string }} told */
  onLoad({ campaign, track }) {
    const { tracks } = store.cache.get("home") || { tracks: [] };
    const found = tracks.find((/** @type {any} */ one) => one.campaign === campaign && one.track === track);
    if (!found || !found.consent) {
      wayTo.home();
      return;
    }
    this.told = { campaign, track, version: found.consent.version };
    parcels.deliver(this, { text: found.consent.text });
  },
  no() {
    wayTo.home();
  },
  async yes() {
    const { campaign, version } = this.told;
    await trying(this, async () => {
      await api.call("/me/consents", { method: "POST", body: { campaign, version } });
      agreed(campaign);
      const made = await entries.start(this.told);
      wayTo.formInstead(made.id);
    }, { lost: "现在没有网络，还没有开始。连上网后再点一次。" });
  },
});

/** What home is drawn from until the house answers asks no more. @param {string} campaign */
function agreed(campaign) {
  const home = store.cache.get("home");
  if (home) store.cache.set("home", { ...home, tracks: home.tracks.map((/** @type {any} */ one) => (one.campaign === campaign ? { ...one, consent: null } : one)) });
}
