// The only way out of this page: the sandbox's own JSON API, and what to say when it does not answer.

/** An answer that is not what was asked for; `message` is a sentence for people. */
export class Refused extends Error {
  constructor(message, code, status) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

const OFFLINE = "沙盒没有应答。请确认 make run 正在运行；恢复后本页会自己接上。";

/** Any request; `told` as fetch takes it. */
export async function ask(path, told) {
  let answer;
  try {
    answer = await fetch(path, { cache: "no-store", ...told });
  } catch {
    throw new Refused(OFFLINE, "sandbox.silent", 0);
  }
  let said;
  try {
    said = await answer.json();
  } catch {
    throw new Refused(`沙盒应答 HTTP ${answer.status}，不是预期的内容。请看 sandbox 的日志。`, "sandbox.answer", answer.status);
  }
  if (answer.ok) return said;
  const problem = said.problem || {};
  throw new Refused(problem.message || `HTTP ${answer.status}`, problem.code || "sandbox.answer", answer.status);
}

export const get = (path) => ask(path, {});

export const post = (path, told = {}) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(told) });

/** Fields and one file as a form. */
export function postFile(path, told, file) {
  const form = new FormData();
  for (const [name, value] of Object.entries(told)) form.append(name, value);
  if (file) form.append("file", file, file.name);
  return ask(path, { method: "POST", body: form });
}
