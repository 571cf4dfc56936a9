/** @type {WechatMiniprogram.App.Instance<{globalData: {opened: number, server: string}}>} */
const app = getApp()

/** The only place that speaks to the network. @param {string} path @param {any} [told] @returns {Promise<any>} */
function ask(path, told = {}) {
  return new Promise((resolve, reject) => {
    wx.request({
      url: app.globalData.server + path, ...told,
      success: (answer) => (answer.statusCode < 400 ? resolve(answer.data) : reject(answer)),
      fail: reject,
    })
  })
}
module.exports = { ask }
