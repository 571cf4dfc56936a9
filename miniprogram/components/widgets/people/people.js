// People in their order: each on a line, edited on a page of its own, moved up by a tap.

const wayTo = require("../../../lib/ways");

Component({
  properties: { field: { type: Object, value: /** @type {any} */ ({}) }, entry: { type: String, value: "" } },
  data: { people: /** @type {any[]} */ ([]) },
  observers: {
    "field.value"(/** @type {any} */ value) {
      this.setData({
        people: (value || []).map((/** @type {any} */ person) => ({
          id: person.id,
          name: person.name,
          notes: [person.unit, person.honour ? `${person.honour.level}${person.honour.title}` : ""].filter(Boolean).join("，"),
        })),
      });
    },
  },
  methods: {
    add() {
      wayTo.person(this.data.entry, this.data.field.key, "");
    },
    /** @param {any} event */
    edit(event) {
      if (this.data.field.isEditable) wayTo.person(this.data.entry, this.data.field.key, event.currentTarget.dataset.id);
    },
    /** @param {any} event */
    up(event) {
      const { index } = event.currentTarget.dataset;
      const value = [...this.data.field.value];
      [value[index - 1], value[index]] = [value[index], value[index - 1]];
      this.triggerEvent("answer", { value, isDone: true });
    },
  },
});
