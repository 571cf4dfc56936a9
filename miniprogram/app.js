const network = require("./lib/network");
const prefs = require("./lib/prefs");
const answers = require("./lib/answers");
const subscribing = require("./lib/subscribing");
const uploads = require("./lib/uploads");

App({
  onLaunch() {
    network.watch();
    prefs.load();
    answers.resume();
    subscribing.resume();
    uploads.resume();
  },
  onShow() {
    uploads.show();
  },
  // Leaving the mini-program may be the end of it: what is typed goes to storage first.
  onHide() {
    answers.keep();
  },
});
