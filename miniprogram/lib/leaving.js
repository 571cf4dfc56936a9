// The one place where a person's things leave this phone: from memory, from storage, from its files.

const answers = require("./answers");
const entries = require("./entries");
const prefs = require("./prefs");
const session = require("./session");
const shelf = require("./shelf");
const store = require("./store");
const uploads = require("./uploads");

/** The person's data are erased: nothing stays, and what is still on its way keeps nothing when it arrives. */
function erased() {
  session.forget();
  uploads.forget();
  answers.forget();
  entries.forget();
  prefs.forget();
  shelf.clear();
  store.clear();
}

/** The person is one with another: what was fetched as the one is fetched anew; what was typed or waits to be sent is theirs
 * still. @param {string} token */
function joined(token) {
  session.keep(token);
  entries.forget();
  for (const key of store.keys("cache:")) store.remove(key);
}

module.exports = { erased, joined };
