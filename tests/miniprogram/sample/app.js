App({
  globalData: { opened: 0, server: 'https://sample.example' },
  onLaunch() {
    this.globalData.opened += 1
  },
})
