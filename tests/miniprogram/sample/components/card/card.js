Component({
  options: { multipleSlots: false },
  properties: { title: String, number: Number },
  methods: {
    open() {
      this.triggerEvent('open', { number: this.data.number })
    },
  },
})
