const { ask } = require('../../lib/http')

Page({
  data: { items: [], loaded: false, now: 0 },
  onLoad() {
    this.setData({ now: Date.now(), items: wx.getStorageSync('items') || [] })
  },
  onShow() {
    this.load()
  },
  onPullDownRefresh() {
    this.load().then(() => wx.stopPullDownRefresh())
  },
  load() {
    return ask('/api/items').then(
      (answer) => {
        wx.setStorageSync('items', answer.items)
        this.setData({ items: answer.items, loaded: true, now: Date.now() })
      },
      () => this.setData({ loaded: true }),
    )
  },
  onNew() {
    wx.navigateTo({ url: '/pages/form/form?from=list' })
  },
  onOpen(event) {
    wx.navigateTo({ url: `../form/form?number=${event.detail.number}` })
  },
  onShareAppMessage() {
    return { title: '一起报工单', path: '/pages/list/list?by=card' }
  },
})
