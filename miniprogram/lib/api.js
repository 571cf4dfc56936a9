// Calls of the API as the person: a token that ran out is renewed once, a refusal is a Problem, silence is Lost.

const http = require("./http");
const network = require("./network");
const session = require("./session");

/**
 * @param {string} path below /api/v1
 * @param {{ method?: string, body?: any, key?: string, header?: Record<string, string>, timeout?: number,
 *   responseType?: string, started?: (task: WechatMiniprogram.RequestTask) => void }} [options] `key`: an act sent again
 *   with it is done once
 */
async function ask(path, { body, key, header = {}, ...rest } = {}) {
  const wanted = { ...rest, data: body };
  const headers = { ...header, ...(key ? { "idempotency-key": key } : {}) };
  const send = (/** @type {string} */ token) => http.send(`/api/v1${path}`, { ...wanted, header: { ...headers, authorization: `Bearer ${token}` } });
  const era = session.era();
  const token = await session.token();
  let answer = await send(token);
  if (answer.status === 401) answer = await send(await session.renew(token));
  if (era !== session.era()) throw new http.Lost("asked by a person who has left");
  return answer;
}

/** The data of an answer. Throws Problem, Lost. @param {string} path @param {Parameters<typeof ask>[1]} [options] */
async function call(path, options) {
  const answer = await ask(path, options);
  if (answer.status >= 400) throw http.problem(answer);
  return answer.data;
}

/** Asks until somebody answers: for what can be asked twice. @param {string} path @param {Parameters<typeof ask>[1]} [options] */
async function patiently(path, options) {
  for (let wait = 1000; ; wait = Math.min(wait * 2, 15000)) {
    try {
      return await call(path, options);
    } catch (fault) {
      if (!(fault instanceof http.Lost) && !(fault instanceof http.Problem && fault.status === 503)) throw fault;
      await network.pause(wait);
    }
  }
}

module.exports = { ask, call, patiently, Problem: http.Problem, Lost: http.Lost };
