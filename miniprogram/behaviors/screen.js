// What every page has: print as large as the person likes it, and a word when nobody answers.

const network = require("../lib/network");
const prefs = require("../lib/prefs");

module.exports = Behavior({
  data: { isLarge: false, isLost: false },
  pageLifetimes: {
    show() {
      this.setData({ isLarge: prefs.get().isLarge, isLost: network.isLost() });
    },
  },
  lifetimes: {
    created() {
      /** @type {any} */ (this).unlisten = network.listen((isLost) => this.setData({ isLost }));
    },
    detached() {
      /** @type {any} */ (this).unlisten();
    },
  },
});
