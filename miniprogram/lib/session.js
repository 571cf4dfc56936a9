// Who is asking: the token that wx.login leads to, kept until the server no longer takes it.

const http = require("./http");
const store = require("./store");

/** @type {Promise<string> | null} */
let renewing = null;

/** @returns {Promise<string>} */
async function token() {
  return store.get("token") || renew();
}

/** Another token; several askers at once get the same one. */
function renew() {
  renewing = renewing || login().finally(() => { renewing = null; });
  return renewing;
}

async function login() {
  const { code } = await wx.login();
  const answer = await http.send("/api/v1/login", { method: "POST", data: { code } });
  if (answer.status !== 200) throw http.problem(answer);
  keep(answer.data.token);
  return answer.data.token;
}

/** @param {string} fresh */
function keep(fresh) {
  store.set("token", fresh);
}

module.exports = { token, renew, keep };
