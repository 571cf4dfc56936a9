// Yes or no, as two large buttons.

Component({
  properties: { field: { type: Object, value: /** @type {any} */ ({}) } },
  methods: {
    yes() { this.say(true); },
    no() { this.say(false); },
    /** @param {boolean} value */
    say(value) {
      if (this.data.field.isEditable) this.triggerEvent("answer", { value, isDone: true });
    },
  },
});
