// An industry: found by everyday words on a page of its own.

const store = require("../../../lib/store");
const wayTo = require("../../../lib/ways");

Component({
  properties: { field: { type: Object, value: /** @type {any} */ ({}) }, entry: { type: String, value: "" } },
  data: { shown: "" },
  observers: {
    field(/** @type {any} */ field) {
      const { value, text } = field;
      this.setData({ shown: text || (value ? store.cache.get(`industry:${value.section}${value.division}`) || `${value.section}-${value.division}` : "") });
    },
  },
  methods: {
    open() {
      if (this.data.field.isEditable) wayTo.industry(this.data.entry, this.data.field.key);
    },
  },
});
