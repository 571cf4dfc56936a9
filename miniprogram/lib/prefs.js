// How a person likes it: large print, one question a screen.

const store = require("./store");

const KEY = "prefs";
/** @type {{ isLarge: boolean, isSingle: boolean }} */
let held = { isLarge: false, isSingle: false };

function load() {
  held = { ...held, ...store.get(KEY) };
}

/** @param {Partial<typeof held>} change */
function change(change) {
  held = { ...held, ...change };
  store.set(KEY, held);
}

module.exports = { load, change, get: () => held };
