// One act of a page at a time: a second tap while it runs does nothing, and what went wrong is said on the page.

const api = require("./api");

const LOST = "现在没有网络，还没有办成。连上网后再点一次。";
const FAILED = "没有办成，请再试一次。";

/**
 * The page has `isBusy` and `fault`. `lost`: the sentence when nobody answered; `failed`: when the phone itself refused;
 * `refused`: done before the server's refusal is said, so that the page stands on what is now.
 * @param {any} page @param {() => Promise<any>} act
 * @param {{ lost?: string, failed?: string, refused?: () => Promise<any> }} [told]
 */
async function trying(page, act, { lost = LOST, failed = FAILED, refused } = {}) {
  if (page.data.isBusy) return;
  page.setData({ isBusy: true, fault: "" });
  try {
    await act();
  } catch (fault) {
    if (refused && fault instanceof api.Problem) await refused();
    say(page, said(fault, lost, failed));
  } finally {
    page.setData({ isBusy: false });
  }
}

/** A sentence stands at the top of a page; the button may be far below it. @param {any} page @param {string} fault */
function say(page, fault) {
  page.said = (page.said || 0) + 1;
  page.setData({ fault });
  if (fault) wx.pageScrollTo({ scrollTop: 0, duration: 200, fail() {} });
}

/** A look at the house begins. Its answer takes away what stood there before, never what an act has said meanwhile.
 * @param {any} page @returns {() => string} the page's `fault` when the answer is drawn */
function looking(page) {
  const { said } = page;
  return () => (page.said === said ? "" : page.data.fault);
}

/** What a person reads; "" when they closed it themselves. @param {any} fault @param {string} lost @param {string} failed */
function said(fault, lost, failed) {
  if (fault instanceof api.Lost) return lost;
  if (/cancel/.test(fault.errMsg || "")) return "";
  return (!fault.errMsg && fault.message) || failed;
}

module.exports = { trying, say, looking };
