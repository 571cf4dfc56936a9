// The time machine: jumps forward, and says what happened.
import { post } from "./api.js";
import * as clock from "./clock.js";
import { find } from "./dom.js";

const HINT = "只能向前。路上到期的提醒会按顺序发出。";

function say(text, kind = "") {
  const note = find("machine-note");
  note.textContent = text;
  note.className = `note ${kind}`;
}

function busy(is) {
  for (const one of document.querySelectorAll("#jumps button, #jump-form button, #jump-form input")) one.disabled = is;
}

async function jump(to, after) {
  busy(true);
  say("正在前往，路上的事一件一件办……");
  try {
    clock.took(await post("/machine/clock", { now: to }));
    say(`到了：${clock.fullOf(clock.houseNow())}。`, "good");
    await after();
  } catch (refused) {
    say(`没有动：${refused.message}`, "bad");
  } finally {
    busy(false);
    mark();
  }
}

/** Jumps that lie behind us are shown as past. */
export function mark() {
  const now = clock.houseNow();
  if (now === null) return;
  for (const button of document.querySelectorAll("#jumps [data-to]")) {
    button.classList.toggle("past", new Date(button.dataset.to).getTime() <= now);
  }
  const field = find("jump-to");
  const isPast = !(new Date(`${field.value}:00+08:00`).getTime() > now);
  if (isPast && document.activeElement !== field) field.value = clock.inputOf(now + 86400_000);
}

/** `after` is called when the time has moved. */
export function start(after) {
  say(HINT);
  find("jumps").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.to) return jump(button.dataset.to, after);
    const now = clock.houseNow();
    if (now === null) return say("还不知道业务时间，请等业务服务启动。", "bad");
    jump(new Date(now + 1000 * Number(button.dataset.add)).toISOString(), after);
  });
  find("jump-form").addEventListener("submit", (event) => {
    event.preventDefault();
    jump(`${find("jump-to").value.slice(0, 16)}:00+08:00`, after);
  });
}
