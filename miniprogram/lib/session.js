// Who is asking: the token that wx.login leads to, kept until the server no longer takes it.

const http = require("./http");
const store = require("./store");

/** Where there is no room to keep it, it lasts until the mini-program is closed. */
let held = "";
/** @type {Promise<string> | null} */
let renewing = null;
let era = 0;

/** @returns {Promise<string>} */
async function token() {
  held = held || store.get("token") || "";
  return held || renew();
}

/** Another token than the one that was refused; several askers at once get the same one. @param {string} [refused] */
async function renew(refused) {
  if (refused !== undefined && held && held !== refused) return held;
  renewing = renewing || login().finally(() => { renewing = null; });
  return renewing;
}

async function login() {
  const began = era;
  const answer = await http.send("/api/v1/login", { method: "POST", data: { code: await code() } });
  if (began !== era) return renew();
  if (answer.status !== 200) throw http.problem(answer);
  keep(answer.data.token);
  return held;
}

/** What WeChat gives for this person; it fails only where it cannot be reached. */
async function code() {
  try {
    return (await wx.login()).code;
  } catch (silent) {
    throw new http.Lost("wx.login");
  }
}

/** @param {string} fresh */
function keep(fresh) {
  held = fresh;
  store.set("token", fresh);
}

/** Who asked before is nobody now: answers to them are not read. */
function forget() {
  held = "";
  renewing = null;
  era += 1;
}

module.exports = { token, renew, keep, forget, era: () => era };
