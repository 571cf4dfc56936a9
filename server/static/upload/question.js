// The form of one question: every cell has its label, and what is wrong with it stands right below it.

import { h, replace, said } from "./dom.js";

const LETTERS = [..."ABCDEF"];
const TYPES = ["单选", "多选", "判断"];
const DIFFICULTIES = ["初级", "中级", "高级"];
const RIGHTS = ["对", "错"];
const LOOK_AFTER = 500; // ms of rest in typing
let made = 0;

export const BLANK = { type: "单选", stem: "", options: [], answer: "", analysis: "", difficulty: "", source: "" };

// `judge(question)` gives {findings}; `save(question)` keeps it; `isNew`: nothing is said of cells nobody came to yet.
export function form(question, { judge, save, close, isNew }) {
  const id = `question-${(made += 1)}`;
  const told = structuredClone(question);
  const seen = new Set(isNew ? [] : ["type", "stem", ...LETTERS, "answer", "difficulty", "source", null]);
  const faults = new Map();
  let asked = 0;
  let timer = 0;

  const fault = (key) => {
    const place = h("div", { id: `${id}-${key}-said`, class: "faults", role: "status" });
    faults.set(key, place);
    return place;
  };
  const described = (key) => ({ "aria-describedby": `${id}-${key}-said`, "data-key": key });
  const text = (key, tag, { label, ...props }) => {
    const input = h(tag, { id: `${id}-${key}`, maxlength: 4000, ...described(key), ...(tag === "input" ? { type: "text" } : { rows: 2 }), ...props });
    input.value = told[key] ?? "";
    input.addEventListener("input", () => { told[key] = input.value; typed(key); });
    return h("div", { class: "cell" }, h("label", { for: input.id }, label), input, fault(key));
  };

  const options = LETTERS.map((letter, at) => option(letter, at));
  const answers = h("div", { class: "rights" });
  const optionBox = h("fieldset", { class: "cell" }, h("legend", {}, "选项"), h("p", { class: "small soft", id: `${id}-how` }), options.map((one) => one.node));
  const rightBox = h("fieldset", { class: "cell" }, h("legend", {}, "正确答案"), answers);
  const answerSaid = fault("answer");
  const kept = h("p", { class: "kept small soft", role: "status" });
  const whole = fault(null);

  function option(letter, at) {
    const input = h("input", { type: "text", id: `${id}-${letter}`, maxlength: 4000, "aria-label": `答案${letter}`, ...described(letter) });
    input.value = told.options[at] ?? "";
    input.addEventListener("input", () => {
      const filled = LETTERS.map((_, place) => (place === at ? input.value : told.options[place] ?? ""));
      while (filled.length && !filled.at(-1)) filled.pop();
      told.options = filled;
      typed(letter);
    });
    const mark = h("input", { name: `${id}-right`, value: letter, "aria-label": `${letter} 是正确答案` });
    mark.addEventListener("change", () => {
      const marked = LETTERS.filter((one, place) => options[place].mark.checked);
      told.answer = marked.join("");
      typed("answer");
    });
    const node = h("div", { class: "option" }, h("span", { class: "letter", "aria-hidden": "true" }, letter), h("div", {}, input, fault(letter)), h("label", { class: "mark" }, mark, h("span", {}, "正确")));
    return { node, input, mark, letter };
  }

  function choice(key, legend, labels, name = key) {
    const rows = labels.map((label) => {
      const input = h("input", { type: "radio", name: `${id}-${name}`, value: label, ...described(key) });
      input.checked = told[key] === label;
      input.addEventListener("change", () => { told[key] = label; if (key === "type") shape(); typed(key); });
      return h("label", {}, input, h("span", {}, label));
    });
    return { node: h("div", { class: "segments" }, rows), legend };
  }

  // A judgement has no options; one right answer of a single choice, several of a multiple one.
  function shape() {
    const isJudgement = told.type === "判断";
    optionBox.hidden = isJudgement;
    rightBox.hidden = !isJudgement;
    if (isJudgement) replace(answers, choice("answer", "正确答案", RIGHTS).node);
    optionBox.querySelector("p").textContent = told.type === "多选" ? "从 A 起依次写，2 到 6 个；在正确的两个以上选项后面打勾。" : "从 A 起依次写，2 到 6 个；在正确的那一个后面点选。";
    for (const { mark, letter } of options) {
      mark.type = told.type === "多选" ? "checkbox" : "radio";
      mark.checked = told.answer.includes(letter);
    }
    (isJudgement ? rightBox : optionBox).append(answerSaid);
  }

  function typed(key) {
    seen.add(key);
    clearTimeout(timer);
    timer = setTimeout(look, LOOK_AFTER);
  }

  async function look() {
    const turn = (asked += 1);
    try {
      const { findings } = await judge(told);
      if (turn === asked) tell(findings);
    } catch {
      // the network is away: what is saved later is judged then
    }
  }

  function tell(findings) {
    for (const [key, place] of faults) {
      const mine = findings.filter((one) => one.key === key && seen.has(key));
      replace(place, ...mine.map((one) => said(one.level === "must" ? "must" : "mind", null, plain(one))));
      for (const input of node.querySelectorAll(`[data-key="${key}"]`)) input.setAttribute("aria-invalid", String(mine.some((one) => one.level === "must")));
    }
  }

  async function keep() {
    clearTimeout(timer);
    const turn = (asked += 1);
    kept.textContent = "正在保存……";
    const { findings, word, isRefused } = await save(told);
    if (turn === asked) {
      kept.textContent = word;
      if (findings) tell(findings);
    }
    return !isRefused;
  }

  const typeChoice = choice("type", "题型", TYPES);
  const hardChoice = choice("difficulty", "难度", DIFFICULTIES);
  const node = h("form", { class: "question", onsubmit: (event) => event.preventDefault(), onchange: keep },
    h("fieldset", { class: "cell" }, h("legend", {}, "题型"), typeChoice.node, fault("type")),
    text("stem", "textarea", { label: "题目内容" }),
    optionBox, rightBox,
    h("fieldset", { class: "cell" }, h("legend", {}, "试题难度"), hardChoice.node, fault("difficulty")),
    text("analysis", "textarea", { label: "解析（可以不写）" }),
    text("source", "input", { label: "来源", placeholder: "例如 视频 00:07-00:35，或《书名》" }),
    whole, kept,
    h("div", { class: "buttons" }, h("button", { type: "button", onclick: async () => {
      for (const key of faults.keys()) seen.add(key);
      if (await keep()) close(); // what is not kept stands nowhere but here
    } }, "写好了")),
  );
  shape();
  if (question.findings) tell(question.findings);
  return { node, focus: () => node.querySelector("textarea").focus() };
}

// At its field a fault needs neither the bank's name nor its number.
export function plain(finding) {
  return finding.sentence.replace(/^《.*?》(?=第)/, "").replace(/^第 \d+ 题(是(单选|多选|判断)，|的)?/, "");
}
