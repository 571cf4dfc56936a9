// A text that is being typed: while a person is in it, nobody else writes there.

const { zi } = require("../lib/domain/zi");

module.exports = Behavior({
  properties: { field: { type: Object, value: /** @type {any} */ ({}) } },
  data: { value: "", count: 0 },
  observers: {
    "field.value"(/** @type {any} */ value) {
      if (/** @type {any} */ (this).isIn || (value || "") === this.data.value) return;
      this.setData({ value: value || "", count: zi(value || "") });
    },
  },
  methods: {
    focus() {
      /** @type {any} */ (this).isIn = true;
    },
    /** @param {any} event */
    input(event) {
      const { value } = event.detail;
      this.setData({ value, count: zi(value) });
      this.triggerEvent("answer", { value });
    },
    /** @param {any} event */
    blur(event) {
      /** @type {any} */ (this).isIn = false;
      this.triggerEvent("answer", { value: event.detail.value, isDone: true });
    },
  },
});
