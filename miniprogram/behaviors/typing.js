// A text that is being typed: while a person is in it, nobody else writes there.

const { zi } = require("../lib/domain/zi");

module.exports = Behavior({
  properties: { field: { type: Object, value: /** @type {any} */ ({}) } },
  data: { value: "", count: 0 },
  observers: {
    "field.value, field.version"(/** @type {any} */ value, /** @type {number} */ version) {
      const me = /** @type {any} */ (this);
      if (me.isIn && (value || "") !== this.data.value) return; // another wrote: told at the next letter, by the version seen
      me.adopt(value || "", version);
    },
  },
  methods: {
    /** @param {string} value @param {number} version */
    adopt(value, version) {
      /** @type {any} */ (this).seen = version;
      if (value !== this.data.value) this.setData({ value, count: zi(value) });
    },
    focus() {
      Object.assign(this, { isIn: true, isTyped: false });
    },
    /** @param {any} event */
    input(event) {
      const { value } = event.detail;
      const me = /** @type {any} */ (this);
      me.isTyped = true;
      this.setData({ value, count: zi(value) });
      this.triggerEvent("answer", { value, seen: me.seen });
    },
    /** @param {any} event */
    blur(event) {
      const { value } = event.detail;
      const me = /** @type {any} */ (this);
      me.isIn = false;
      if (me.isTyped || value !== this.data.value) this.triggerEvent("answer", { value, isDone: true, seen: me.seen });
      else me.adopt(this.data.field.value || "", this.data.field.version);
    },
  },
});
