// How a person likes it: large print, one question a screen.

const store = require("./store");

const KEY = "prefs";
const PLAIN = { isLarge: false, isSingle: false };
let held = { ...PLAIN };

function load() {
  held = { ...held, ...store.get(KEY) };
}

/** @param {Partial<typeof held>} change */
function change(change) {
  held = { ...held, ...change };
  store.set(KEY, held);
}

function forget() {
  held = { ...PLAIN };
}

module.exports = { load, change, forget, get: () => held };
