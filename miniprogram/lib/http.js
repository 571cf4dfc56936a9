// One request to the house: the only place of wx.request.

const config = require("../config");
const network = require("./network");

const AWAY = [502, 504]; // somebody answers in the server's place

/** The server refused, and says why: a code, a sentence, sometimes more. */
class Problem extends Error {
  /** @param {number} status @param {Record<string, any>} told */
  constructor(status, told) {
    super(told.message);
    this.status = status;
    this.code = told.code;
    this.told = told;
  }
}

/** Nobody answered: the network or the server is away, and nothing is known of the effect. */
class Lost extends Error {}

function server() {
  return wx.getExtConfigSync().server || config.server;
}

/**
 * Resolves with any status; rejects with Lost.
 * @param {string} path below the server's address
 * @param {{ method?: any, data?: any, header?: Record<string, string>, timeout?: number, responseType?: any,
 *   started?: (task: WechatMiniprogram.RequestTask) => void }} [options]
 * @returns {Promise<{ status: number, data: any, header: Record<string, string> }>}
 */
function send(path, { method = "GET", data, header = {}, timeout = 20000, responseType = "text", started } = {}) {
  return new Promise((resolve, reject) => {
    const task = wx.request({
      url: server() + path,
      method,
      data,
      header: { accept: "application/json", ...header },
      timeout,
      responseType,
      success({ statusCode, data: told, header: headers }) {
        if (AWAY.includes(statusCode)) return fail({ errMsg: "" });
        network.report(false);
        resolve({ status: statusCode, data: told, header: lowered(headers) });
      },
      fail,
    });
    if (started) started(task);
    /** @param {{ errMsg: string }} told */
    function fail({ errMsg }) {
      if (!/abort/.test(errMsg)) network.report(true); // our own stop says nothing of the network
      reject(new Lost("nobody answered"));
    }
  });
}

/** Header names in small letters: phones differ. @param {Record<string, any>} headers */
function lowered(headers) {
  return Object.fromEntries(Object.entries(headers || {}).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

/** The refusal in an answer. @param {{ status: number, data: any }} answer */
function problem({ status, data }) {
  const told = data && data.problem;
  return new Problem(status, told || { code: "server.fault", message: "系统出了点问题，填的内容都在。请稍等一会儿再试。" });
}

module.exports = { Problem, Lost, send, problem, server };
