// Speaks to the API, and waits when nobody answers.

const KEPT_ALIVE = 20_000; // characters that a page which is being closed may still send; of bytes a browser lets out 64 KB

const banner = document.getElementById("network");
let isGoing = false;
addEventListener("pagehide", () => { isGoing = true; }, { capture: true }); // before those who keep what is written
addEventListener("pageshow", () => { isGoing = false; });
document.addEventListener("visibilitychange", () => { isGoing = document.hidden; }, { capture: true });

export class Problem extends Error {
  constructor(status, problem) {
    super(problem.message);
    this.status = status;
    this.code = problem.code;
    this.problem = problem;
  }
}

// Its message is for people: what is not asked again by itself says it.
export class Lost extends Error {
  constructor() { super("现在没有网络，连上网后再试一次。"); }
}

export const pause = (ms) => new Promise((go) => setTimeout(go, ms));

export function lost(is) {
  banner.hidden = !is;
}

// One request. Throws Problem for a refusal, Lost when the network or the server is away.
export async function api(path, { method = "GET", body, headers } = {}) {
  let response;
  const told = body === undefined ? undefined : JSON.stringify(body);
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers: { Accept: "application/json", ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
      body: told,
      keepalive: isGoing && Boolean(told) && told.length < KEPT_ALIVE,
      cache: "no-store",
    });
  } catch {
    lost(true);
    throw new Lost();
  }
  if (response.status === 502 || response.status === 504) {
    lost(true);
    throw new Lost();
  }
  lost(false);
  const answer = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) throw new Problem(response.status, answer?.problem ?? { code: "server.fault", message: "系统出了问题，请稍后再试。" });
  return answer;
}

// Asks until somebody answers: for what can be asked twice.
export async function patiently(ask) {
  for (let wait = 1000; ; wait = Math.min(wait * 2, 10_000)) {
    try {
      return await ask();
    } catch (fault) {
      if (!(fault instanceof Lost) && fault.status !== 503) throw fault;
      await Promise.race([pause(wait), new Promise((go) => addEventListener("online", go, { once: true }))]);
    }
  }
}

export async function answers() {
  try {
    return (await fetch("/healthz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}
