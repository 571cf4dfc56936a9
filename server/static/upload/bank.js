// A bank question by question: a list with what is wrong, one question open at a time, everything kept as it is written.

import { h, keyed, replace, said } from "./dom.js";
import { Problem, api, patiently } from "./network.js";
import { BLANK, form, plain } from "./question.js";
import { twice } from "./rows.js";

const KEYS = ["type", "stem", "options", "answer", "analysis", "difficulty", "source"];
const PAGE = 100;
const idOf = (question) => question.kept ?? question.id; // as the house calls one that was begun here
const pick = (question) => Object.fromEntries(KEYS.map((key) => [key, question[key]]));
const button = (text, act, look = "plain") => h("button", { type: "button", class: look, onclick: act }, text);
const key = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("");

export class Editor {
  constructor(entry, bank, { place }) {
    this.root = `/entries/${entry}/banks`;
    this.bank = bank;
    this.items = [];
    this.isPartly = false;
    this.open = null;
    this.only = false;
    this.line = Promise.resolve(); // one save after the other
    this.top = h("div");
    this.notice = h("div", { role: "alert" });
    this.list = h("ol", { class: "rows questions" });
    this.end = h("div");
    this.node = h("section", { class: "bank", tabindex: "-1", "aria-label": "逐题查看和修改" }, this.top, this.notice, this.list, this.end);
    replace(place, this.node);
  }

  // A bank that has no file: made by the server, empty.
  static async begin(entry, field, title) {
    const headers = { "Idempotency-Key": key() };
    return patiently(() => api(`/entries/${entry}/banks`, { method: "POST", body: { field, title }, headers }));
  }

  async load() {
    const found = [];
    let page = null;
    do {
      const after = page ? `&after=${page.next}` : "";
      page = await patiently(() => api(`${this.root}/${this.bank}?limit=${PAGE}${after}`));
      found.push(...page.items);
    } while (page.next && page.is_editable);
    const items = this.withOpen(found);
    Object.assign(this, { items, bank: page.id, title: page.title, count: page.count + items.length - found.length, isEditable: page.is_editable, hasOriginal: page.has_original, isPartly: Boolean(page.next) });
    this.draw();
  }

  // The open one stays as its form knows it: the list may have been asked for before it was saved, or written at all.
  withOpen(found) {
    const mine = this.items.find((one) => one.id === this.open);
    if (!mine) return found;
    const id = idOf(mine);
    if (!found.some((one) => one.id === id)) return [...found, Object.assign(mine, { number: found.length + 1 })];
    return found.map((one) => (one.id === id ? Object.assign(mine, { number: one.number }) : one));
  }

  draw() {
    const musts = this.items.filter((one) => faulty(one)).length;
    const verdict = !this.count ? said("mind", "还没有题", h("p", {}, "点“加一道题”，写完一道接着写下一道。"))
      : musts ? said("must", `有 ${musts} 道题要改`, h("p", {}, "全部改好，这套题库才算数。")) : said("good", "每道题都合格");
    replace(this.top,
      button("← 回到文件", () => history.back()),
      h("h1", {}, this.title || "题库"),
      h("p", { class: "soft" }, `共 ${this.count} 道题。${this.isEditable ? `改了随时自动保存${this.hasOriginal ? "，您传的原文件也留着" : ""}。` : ""}`),
      verdict,
      h("div", { class: "buttons" },
        h("a", { class: "button plain", href: `/api/v1${this.root}/${this.bank}.xlsx` }, "下载 Excel"),
        h("a", { class: "button plain", href: `/api/v1${this.root}/${this.bank}.docx` }, "下载 Word")),
      musts && musts < this.count ? h("label", { class: "only" }, h("input", { type: "checkbox", checked: this.only, onchange: (event) => { this.only = event.target.checked; this.draw(); } }), h("span", {}, "只看要改的题")) : null,
      this.isPartly ? said("mind", null, `题目很多，这里只列出前 ${this.items.length} 道，也不能逐题修改。请下载 Excel，改好再传。`) : null,
    );
    const shown = this.items.filter((one) => !this.only || faulty(one) || one.id === this.open);
    keyed(this.list, shown.map((question) => ({ key: question.id, question })), () => this.row());
    this.list.hidden = !shown.length;
    replace(this.end, this.isEditable ? button("＋ 加一道题", () => this.add(), "pick") : null);
  }

  row() {
    const node = h("li", { class: "row" });
    let drawn = "";
    let current = null;
    return {
      node,
      update: ({ question }) => {
        current = question;
        const isOpen = this.open === question.id;
        const looks = JSON.stringify([isOpen, isOpen ? null : question, question.number, this.count, this.isEditable]);
        if (looks === drawn) return;
        const wasOpen = node.querySelector("form");
        drawn = looks;
        node.dataset.state = faulty(question) ? "must" : "good";
        if (isOpen && wasOpen) return;
        const head = h("p", { class: "number" }, h("strong", {}, `第 ${question.number} 题`), h("span", { class: "small soft" }, [question.type, question.difficulty].filter(Boolean).join("　")));
        replace(node, head, ...(isOpen ? [this.form(() => current).node] : this.closedRow(question)));
      },
    };
  }

  closedRow(question) {
    const options = question.options.map((text, at) => h("li", { class: question.answer.includes("ABCDEF"[at]) ? "right" : "" }, `${"ABCDEF"[at]}. ${text}`));
    const found = question.findings.map((one) => said(one.level === "must" ? "must" : "mind", null, plain(one)));
    const at = this.items.indexOf(question);
    const acts = this.isEditable ? h("div", { class: "buttons" },
      button("修改", () => this.edit(question.id)),
      at > 0 ? button("上移", () => this.move(question, this.known(at - 1)), "quiet") : null,
      at < this.items.length - 1 ? button("下移", () => this.move(question, this.known(at + 2)), "quiet") : null,
      twice("删除", "确定删除？再点一次", () => this.remove(question))) : null;
    return [
      h("p", { class: "stem" }, question.stem || "（还没有写题目）"),
      options.length ? h("ul", { class: "options" }, options) : null,
      h("p", { class: "small soft" }, `答案 ${question.answer || "—"}${question.source ? `　来源 ${question.source}` : ""}`),
      ...found, acts,
    ].filter(Boolean);
  }

  // One that is not saved yet stands at the end, and here only.
  known(at) {
    const question = this.items[at];
    return question?.version ? idOf(question) : null;
  }

  form(current) {
    const question = current();
    return form(question, {
      isNew: !question.version,
      judge: (told) => api(`${this.root}/${this.bank}/judge`, { method: "POST", body: { question: pick(told), ...(current().version ? { id: idOf(current()) } : {}) } }),
      save: (told) => this.save(current(), told),
      close: () => this.close(question),
    });
  }

  // Another may be open by now: it stays.
  close(question) {
    if (this.open === question.id) this.open = null;
    this.items = this.items.filter((one) => one.version || one.id === this.open);
    this.load().catch((fault) => this.tell(fault));
  }

  add() {
    if (!this.items.some((one) => !one.version)) {
      this.items.push({ ...BLANK, difficulty: this.items.at(-1)?.difficulty ?? "", id: `new-${key()}`, key: key(), version: 0, number: this.items.length + 1, findings: [] });
      this.count += 1;
    }
    this.edit(this.items.at(-1).id);
  }

  edit(id) {
    this.open = id;
    this.draw();
    const node = this.list.querySelector("form");
    node?.closest("li").scrollIntoView({ block: "start" });
    node?.querySelector("textarea").focus({ preventScroll: true });
  }

  // One after the other; gives what is said of the question now, and a word about the saving.
  save(question, told) {
    const turn = this.line.then(() => this.keep(question, structuredClone(pick(told))));
    this.line = turn.catch(() => {});
    return turn;
  }

  async keep(question, told) {
    const isBlank = !told.stem.trim() && !told.options.some((text) => text.trim());
    if (!question.version && isBlank) return { word: "" };
    try {
      const answer = await patiently(() => this.send(question, told));
      this.bank = answer.bank;
      const { id, ...kept } = answer.question;
      question.kept = id;
      Object.assign(question, kept);
      return { findings: kept.findings, word: "✓ 已保存" };
    } catch (fault) {
      if (fault instanceof Problem && fault.code === "question.stale") return this.conflict(question, told, fault.problem);
      return { word: `没有保存：${fault.message}`, isRefused: true };
    }
  }

  send(question, told) {
    const at = `${this.root}/${this.bank}/questions`;
    if (question.version) return api(`${at}/${idOf(question)}`, { method: "PUT", body: { question: told, seen: question.version } });
    return api(at, { method: "POST", body: { question: told }, headers: { "Idempotency-Key": question.key } });
  }

  // Somebody else was faster: both are shown, and a person decides.
  conflict(question, told, { theirs, version, message }) {
    const done = () => replace(this.notice);
    replace(this.notice, said("must", message,
      h("p", {}, `最新的是：${theirs.stem}　${theirs.options.map((text, at) => `${"ABCDEF"[at]}. ${text}`).join("　")}　答案 ${theirs.answer}`),
      h("div", { class: "buttons" },
        button("用最新的", () => { done(); this.close(question); }),
        button("还是用我写的", () => { done(); question.version = version; this.insist(question, told); }))));
    this.notice.scrollIntoView({ block: "center" });
    return { word: "没有保存：别处刚刚改过", isRefused: true };
  }

  async insist(question, told) {
    const { word, isRefused } = await this.save(question, told);
    if (!isRefused) this.close(question);
    else if (!this.notice.childElementCount) this.tell({ message: word }); // no new conflict, which would be told there
  }

  async move(question, before) {
    await this.act(() => api(`${this.root}/${this.bank}/questions/${idOf(question)}/move`, { method: "POST", body: { before, seen: question.version } }));
    this.list.querySelector(`[data-state] .number`)?.focus?.();
  }

  async remove(question) {
    await this.act(() => api(`${this.root}/${this.bank}/questions/${idOf(question)}?seen=${question.version}`, { method: "DELETE" }));
  }

  async act(ask) {
    try {
      const { bank } = await ask();
      this.bank = bank;
    } catch (fault) {
      this.tell(fault);
      if (!(fault instanceof Problem)) return;
    }
    await this.load();
  }

  tell(fault) {
    const sentence = said("must", null, fault.message);
    replace(this.notice, sentence);
    setTimeout(() => sentence.remove(), 10_000); // not what is said next, which may wait for a choice
  }
}

const faulty = (question) => question.findings.some((one) => one.level === "must");
