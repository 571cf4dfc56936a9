// A page made by Component: its properties come from the query.
Component({
  properties: { number: Number },
  data: { loaded: '' },
  methods: {
    onLoad(query) {
      this.setData({ loaded: query.number || '' })
      if (query.number) wx.enableAlertBeforeUnload({ message: '还没有保存，要离开吗？' })
    },
  },
})
