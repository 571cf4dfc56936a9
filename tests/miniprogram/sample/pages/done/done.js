Page({
  data: { lines: Array.from({ length: 40 }, (_, index) => index + 1), percent: 40, at: 0, told: '', html: '<b>粗</b><script>window.bad = 1</script><img src="x" onerror="window.bad = 1">' },
  onEnd() {
    this.setData({ told: '到底了' })
  },
  onSwipe(event) {
    this.setData({ at: event.detail.current })
  },
})
