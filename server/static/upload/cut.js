// A film that is too long: its worker chooses from where to where. By clock, by buttons, or by stopping the film.

import { h, replace, said } from "./dom.js";

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
const words = (seconds) => {
  const [whole, rest] = [Math.floor(seconds / 60), Math.floor(seconds % 60)];
  if (!whole) return `${rest} 秒`;
  return rest ? `${whole} 分 ${rest} 秒` : `${whole} 分钟`;
};

// Seconds of what people type: 1:30, 1：30, 1分30秒, 90; null for anything else.
export function seconds(text) {
  const found = /^\s*(?:(\d+)\s*[:：分.]\s*)?(\d+)?\s*秒?\s*$/.exec(text);
  if (!found || (found[1] === undefined && found[2] === undefined)) return null;
  return Number(found[1] ?? 0) * 60 + Number(found[2] ?? 0);
}

export const limitOf = (item) => {
  const most = item.rules.find((rule) => rule.fact === "seconds" && rule.op === "max")?.value ?? Infinity;
  return most >= 60 && most % 60 <= 1 ? most - (most % 60) : most; // a second of tolerance stays unsaid
};

// What is wrong with a part, in words; empty when it can be cut so.
export function wrong({ start, end, whole, most }) {
  if (start === null || end === null) return "时间请写成 分:秒，例如 1:30。";
  if (end > whole + 0.5) return `视频一共 ${words(whole)}，结束时间超出了。`;
  if (end - start < 1) return "结束要比开始晚至少 1 秒。";
  if (end - start > most) return `这一段有 ${words(end - start)}，还要再剪掉 ${words(end - start - most)}。`;
  return "";
}

export function cutter({ file, item, cut }) {
  const whole = file.facts.seconds;
  const most = limitOf(item);
  const film = file.url ? h("video", { src: file.url, controls: true, playsinline: "", preload: "metadata", "aria-label": "要剪的视频" }) : null;
  const start = moment("从哪里开始", 0, film, whole, refresh);
  const end = moment("到哪里结束", Math.min(most, whole), film, whole, refresh);
  const told = h("p", { class: "told", role: "status" });
  const fault = h("div", { role: "alert" });
  const go = h("button", { type: "button", class: "fix", onclick: send }, "剪短这个视频");
  const hint = film ? "放视频看看，停在想要的地方，再点“用现在停住的画面”。" : "请写成 分:秒，例如 1:30。";
  const node = h("details", { class: "cutter" }, h("summary", {}, "剪短：选从哪里到哪里"),
    film, h("p", { class: "small soft" }, hint), start.node, end.node, told, fault, go);
  film?.addEventListener("error", () => film.replaceWith(h("p", { class: "small soft" }, "这个浏览器放不了这个视频，可以直接写时间。")));

  function refresh() {
    const part = { start: start.value(), end: end.value(), whole, most };
    const problem = wrong(part);
    told.textContent = problem || `剪下来是 ${words(part.end - part.start)}，可以。（最多 ${words(most)}，原件会保留）`;
    told.classList.toggle("bad", Boolean(problem));
    go.disabled = Boolean(problem);
  }

  async function send() {
    go.disabled = true;
    replace(fault);
    try {
      await cut(file.id, start.value(), Math.min(end.value(), whole));
    } catch (refused) {
      replace(fault, said("must", null, refused.message));
      refresh();
    }
  }
  refresh();
  return node;
}

// One moment of a film: typed, moved by a second or ten, or taken from where the film stands.
function moment(label, at, film, whole, changed) {
  const input = h("input", { type: "text", inputmode: "text", autocomplete: "off", value: clock(at), "aria-label": `${label}（分:秒）`, oninput: changed });
  const show = () => { if (film && film.readyState) film.currentTime = Math.min(seconds(input.value) ?? 0, whole); };
  const set = (to) => { input.value = clock(Math.max(0, Math.min(Math.floor(to), Math.floor(whole)))); show(); changed(); };
  const by = (step, word) => h("button", { type: "button", class: "plain step", "aria-label": `${label}${word}`, onclick: () => set((seconds(input.value) ?? 0) + step) }, word);
  input.addEventListener("change", show);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (!step) return;
    event.preventDefault();
    set((seconds(input.value) ?? 0) + step);
  });
  const take = film ? h("button", { type: "button", class: "quiet", onclick: () => set(film.currentTime) }, "用现在停住的画面") : null;
  const node = h("fieldset", { class: "moment" }, h("legend", {}, label),
    h("div", { class: "steps" }, by(-10, "−10 秒"), by(-1, "−1 秒"), input, by(1, "＋1 秒"), by(10, "＋10 秒")), take);
  return { node, value: () => seconds(input.value) };
}
