// Files of the server that are the person's own: fetched with the token, then opened or handed on.

const http = require("./http");
const session = require("./session");

/**
 * A temporary file of this phone. Rejects with an Error that says `missing` when the server has none to give, else with
 * what wx says.
 * @param {string} path below the server's address @param {string} missing @returns {Promise<string>}
 */
async function fetched(path, missing) {
  const token = await session.token();
  const answer = await once(path, token);
  const { statusCode, tempFilePath } = answer.statusCode === 401 ? await once(path, await session.renew()) : answer;
  if (statusCode !== 200) throw new Error(missing);
  return tempFilePath;
}

const FAILED = "没有下载成，请检查网络后再点一次。";

/** @param {string} path @param {string} token @returns {Promise<{ statusCode: number, tempFilePath: string }>} */
function once(path, token) {
  return new Promise((resolve, reject) => {
    wx.downloadFile({ url: http.server() + path, header: { authorization: `Bearer ${token}` }, success: resolve, fail: reject });
  });
}

/** What a person reads when a download failed; "" when they closed it themselves. @param {any} fault */
function said(fault) {
  if (/cancel/.test(fault.errMsg || "")) return "";
  return fault.errMsg ? FAILED : fault.message;
}

module.exports = { fetched, said, FAILED };
