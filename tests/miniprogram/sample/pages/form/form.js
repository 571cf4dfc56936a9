const DIVISIONS = [['谷物', '蔬菜'], ['石油', '化学', '金属']]

Page({
  data: {
    title: '', about: '', kinds: [{ name: '维修' }, { name: '安装' }], kind: 0, trades: [['农业', '制造业'], DIVISIONS[0]], trade: [0, 0],
    day: '2024-05-13', size: '小', urgent: false, sent: '', said: '',
  },
  onLoad(query) {
    const draft = wx.getStorageSync('draft') || {}
    this.setData({ title: draft.title || '', said: query.from || query.number || '' })
  },
  onTitle(event) {
    this.setData({ title: event.detail.value })
    wx.setStorageSync('draft', { title: event.detail.value })
  },
  onKind(event) {
    this.setData({ kind: event.detail.value })
  },
  onColumn(event) {
    if (event.detail.column === 0) this.setData({ 'trades[1]': DIVISIONS[event.detail.value], trade: [event.detail.value, 0] })
  },
  onTrade(event) {
    this.setData({ trade: event.detail.value })
  },
  onDay(event) {
    this.setData({ day: event.detail.value })
  },
  onSize(event) {
    this.setData({ size: event.detail.value })
  },
  onUrgent(event) {
    this.setData({ urgent: event.detail.value })
  },
  onSubmit(event) {
    this.setData({ sent: JSON.stringify(event.detail.value) })
  },
  onReset() {
    this.setData({ title: '', about: '' })
  },
  async onPhoto() {
    try {
      const { tempFiles } = await wx.chooseMedia({ count: 3, mediaType: ['image', 'video'], sizeType: ['original'] })
      this.setData({ said: tempFiles.map((file) => `${file.fileType} ${file.width}x${file.height} ${file.size}`).join(';') })
    } catch (refused) {
      this.setData({ said: /** @type {{errMsg: string}} */ (refused).errMsg })
    }
  },
  async onSubscribe() {
    const told = await wx.requestSubscribeMessage({ tmplIds: ['deadline'] })
    this.setData({ said: told.deadline })
  },
  onPhone(event) {
    this.setData({ said: event.detail.code || event.detail.errMsg })
  },
  onDraw() {
    wx.createSelectorQuery().select('#paper').fields({ node: true, size: true }).exec(([paper]) => {
      paper.node.width = paper.width * 2
      paper.node.height = paper.height * 2
      const pen = paper.node.getContext('2d')
      pen.fillStyle = '#a31515'
      pen.fillRect(0, 0, 400, 200)
      wx.canvasToTempFilePath({ canvas: paper.node, success: ({ tempFilePath }) => {
        wx.saveImageToPhotosAlbum({ filePath: tempFilePath, success: () => this.setData({ said: '已保存' }), fail: ({ errMsg }) => this.setData({ said: errMsg }) })
      } })
    })
  },
  onShareAppMessage({ from }) {
    return { title: `来自${from}`, path: '/pages/form/form?number=7' }
  },
})
