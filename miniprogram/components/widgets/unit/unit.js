// A unit: chosen on a page of its own, by a part of its name.

const wayTo = require("../../../lib/ways");

Component({
  properties: { field: { type: Object, value: /** @type {any} */ ({}) }, entry: { type: String, value: "" } },
  data: { shown: "" },
  observers: {
    field(/** @type {any} */ field) {
      this.setData({ shown: field.text || (field.value && field.value.name) || "" });
    },
  },
  methods: {
    open() {
      if (this.data.field.isEditable) wayTo.unit(this.data.entry, this.data.field.key);
    },
  },
});
