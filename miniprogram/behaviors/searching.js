// A page that finds something by words: asks when the typing pauses, shows only the answer to the last question.

const api = require("../lib/api");
const parcels = require("../lib/parcels");

const PAUSE = 300; // ms

module.exports = Behavior({
  /** `asked`: what was answered; `q`, by then, may be another. */
  data: { q: "", asked: "", items: /** @type {any[]} */ ([]), fault: "" },
  methods: {
    /** @param {any} event */
    typed(event) {
      const me = /** @type {any} */ (this);
      const q = event.detail.value;
      this.setData({ q });
      clearTimeout(me.timer);
      me.timer = setTimeout(() => this.search(q), PAUSE);
    },
    /** @param {string} q */
    async search(q) {
      const me = /** @type {any} */ (this);
      const asked = q.trim();
      if (!asked) return this.setData({ items: [], asked: "", fault: "" });
      try {
        const { items } = await api.call(me.address(asked));
        if (this.data.q.trim() === asked) parcels.deliver(this, { items, asked, fault: "" });
      } catch (fault) {
        if (this.data.q.trim() === asked) this.setData({ fault: fault instanceof api.Lost ? "现在没有网络，查不了。可以先直接写名称，或连上网再查。" : /** @type {Error} */ (fault).message });
      }
    },
  },
});
