// An industry: found by everyday words on a page of its own.

const wayTo = require("../../../lib/ways");

Component({
  properties: { field: { type: Object, value: /** @type {any} */ ({}) }, entry: { type: String, value: "" } },
  data: { shown: "" },
  observers: {
    field(/** @type {any} */ field) {
      this.setData({ shown: field.text || (field.value ? `${field.value.section}-${field.value.division}` : "") });
    },
  },
  methods: {
    open() {
      if (this.data.field.isEditable) wayTo.industry(this.data.entry, this.data.field.key);
    },
  },
});
