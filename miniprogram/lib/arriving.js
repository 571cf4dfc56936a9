// Pages that draw from an entry may be the first to open: by a card, by a scan, after the phone has ended the program.

const api = require("./api");
const entries = require("./entries");

/**
 * Whether the entry with its declaration is on this phone, fetched if need be, and asks for the field. Where it is not to be
 * had, the person is told why and led home: a half-drawn page would take words that belong nowhere.
 * @param {string} entry @param {string} [field] @returns {Promise<boolean>}
 */
async function isThere(entry, field) {
  try {
    if (!entries.track(entries.known(entry))) await entries.refresh(entry);
    if (!field || entries.track(entries.known(entry)).fields.some((/** @type {any} */ one) => one.key === field)) return true;
    await told("这份申报里没有这一项，可能通知改过。请从首页打开申报接着填。");
  } catch (fault) {
    await told(fault instanceof api.Lost ? "现在没有网络，还打不开。连上网后从首页再进来。" : /** @type {Error} */ (fault).message);
  }
  return false;
}

/** @param {string} content */
async function told(content) {
  await wx.showModal({ title: "打不开", content, showCancel: false, confirmText: "去首页" });
  wx.reLaunch({ url: "/pages/home/home" });
}

module.exports = { isThere };
