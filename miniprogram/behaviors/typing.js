// A text that is being typed: while a person is in it, nobody else writes there. It comes here from what is kept, not with
// the page's own drawing: it may be long, and the box has already what was typed into it.

const answers = require("../lib/answers");
const parcels = require("../lib/parcels");
const { zi } = require("../lib/domain/zi");

module.exports = Behavior({
  properties: { field: { type: Object, value: /** @type {any} */ ({}) }, entry: { type: String, value: "" } },
  /** The text of the box lies in parts in one of two places; a new one is laid down in the other, and shown at once. */
  data: { one: /** @type {string[]} */ ([]), other: /** @type {string[]} */ ([]), isOther: false, count: 0 },
  lifetimes: {
    created() {
      Object.assign(this, { shown: "", given: "" });
    },
  },
  observers: {
    "field, entry"() {
      const { field, entry } = this.data;
      if (!field.key || !entry) return;
      const me = /** @type {any} */ (this);
      const value = me.kept();
      if (me.isIn && value !== me.shown) return; // another wrote: told at the next letter, by the version seen
      me.adopt(value, field.version);
    },
  },
  methods: {
    /** What the box should say. @returns {string} */
    kept() {
      return answers.value(this.data.entry, this.data.field.key) || "";
    },
    /** @param {string} value @param {number} version */
    adopt(value, version) {
      const me = /** @type {any} */ (this);
      me.seen = version;
      if (value === me.shown) return;
      if (value === me.given) me.hand(me.shown); // the phone changes the box only for another text than it was given last
      me.hand(value);
      this.setData({ count: zi(value) });
    },
    /** Gives the box a text. @param {string} text */
    hand(text) {
      const place = this.data.isOther ? "one" : "other";
      const parts = parcels.parts(text);
      this.setData({ [place]: parts.slice(0, 1) });
      parts.slice(1).forEach((part, at) => this.setData({ [`${place}[${at + 1}]`]: part }));
      this.setData({ isOther: !this.data.isOther });
      Object.assign(this, { shown: text, given: text });
    },
    focus() {
      Object.assign(this, { isIn: true, isTyped: false });
    },
    /** @param {any} event */
    input(event) {
      const { value } = event.detail;
      const me = /** @type {any} */ (this);
      Object.assign(me, { isTyped: true, shown: value });
      this.setData({ count: zi(value) });
      this.triggerEvent("answer", { value, seen: me.seen });
    },
    /** @param {any} event */
    blur(event) {
      const { value } = event.detail;
      const me = /** @type {any} */ (this);
      me.isIn = false;
      if (me.isTyped || value !== me.shown) {
        me.shown = value;
        this.triggerEvent("answer", { value, isDone: true, seen: me.seen });
      } else me.adopt(me.kept(), this.data.field.version);
    },
  },
});
