// One item of the form: its words, the widget of its type, and what the rules say of the answer.

Component({
  properties: {
    /** As lib/screens.view gives it. */
    field: { type: Object, value: /** @type {any} */ ({}) },
    entry: { type: String, value: "" },
  },
  data: { isOpen: false },
  methods: {
    /** @param {any} event */
    answered(event) {
      this.triggerEvent("answer", { field: this.data.field.key, ...event.detail });
    },
    arrived() {
      this.triggerEvent("arrived", { field: this.data.field.key });
    },
    toggle() {
      this.setData({ isOpen: !this.data.isOpen });
    },
    draft() {
      this.triggerEvent("draft", { field: this.data.field.key });
    },
    mine() {
      this.triggerEvent("choose", { field: this.data.field.key, which: "mine" });
    },
    theirs() {
      this.triggerEvent("choose", { field: this.data.field.key, which: "theirs" });
    },
  },
});
