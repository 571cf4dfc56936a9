// Keeps things on this phone: the only place of storage. What can be fetched again makes room for what was typed.

const CACHE = "cache:";

/** @param {string} key */
function get(key) {
  return wx.getStorageSync(key) || null;
}

/** Keeps a value; where there is no room left, what can be fetched again goes first.
 * @param {string} key @param {any} value @returns {boolean} whether it is kept */
function set(key, value) {
  if (written(key, value)) return true;
  if (key.startsWith(CACHE)) return false;
  for (const old of keys(CACHE)) remove(old);
  return written(key, value);
}

/** @param {string} key @param {any} value */
function written(key, value) {
  try {
    wx.setStorageSync(key, value);
    return true;
  } catch (full) {
    return false; // 10 MB altogether, 1 MB a key
  }
}

/** @param {string} key */
function remove(key) {
  wx.removeStorageSync(key);
}

/** @param {string} prefix */
function keys(prefix) {
  return wx.getStorageInfoSync().keys.filter((key) => key.startsWith(prefix));
}

function clear() {
  wx.clearStorageSync();
}

/** What can be fetched again: shown at once while the fresh one is on its way. */
const cache = {
  /** @param {string} key */
  get: (key) => get(CACHE + key),
  /** @param {string} key @param {any} value */
  set: (key, value) => set(CACHE + key, value) || void remove(CACHE + key), // rather nothing than an older one
};

module.exports = { get, set, remove, clear, keys, cache };
