// One of several, each with its meaning: a tap chooses.

Component({
  properties: { field: { type: Object, value: /** @type {any} */ ({}) } },
  methods: {
    /** @param {any} event */
    choose(event) {
      if (!this.data.field.isEditable) return;
      this.triggerEvent("answer", { value: event.currentTarget.dataset.label, isDone: true });
    },
  },
});
