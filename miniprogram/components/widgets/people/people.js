// People in their order: each on a line, edited on a page of its own, moved up by a tap.

const answers = require("../../../lib/answers");
const parcels = require("../../../lib/parcels");
const wayTo = require("../../../lib/ways");

Component({
  properties: { field: { type: Object, value: /** @type {any} */ ({}) }, entry: { type: String, value: "" } },
  data: { people: /** @type {any[]} */ ([]) },
  observers: {
    "field, entry"() {
      const { field, entry } = this.data;
      if (!field.key || !entry) return;
      parcels.deliver(this, {
        people: (answers.value(entry, field.key) || []).map((/** @type {any} */ person) => ({
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
      const value = [...answers.value(this.data.entry, this.data.field.key)];
      [value[index - 1], value[index]] = [value[index], value[index - 1]];
      this.triggerEvent("answer", { value, isDone: true });
    },
  },
});
