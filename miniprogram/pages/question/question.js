// One question: kept on this phone at every letter, sent when the typing pauses, each fault at its place.

const api = require("../../lib/api");
const network = require("../../lib/network");
const parcels = require("../../lib/parcels");
const questions = require("../../lib/questions");
const screen = require("../../behaviors/screen");
const wayTo = require("../../lib/ways");

const SEND = 900; // ms after the last letter
const MOST = 4000; // of a box, as the page declares it
const { LETTERS } = questions;

Page({
  behaviors: [screen],
  data: {
    isThere: false, number: 0, saved: "", fault: "", full: "", theirs: /** @type {any} */ (null),
    question: /** @type {any} */ (questions.BLANK), options: /** @type {any[]} */ ([]), faults: /** @type {Record<string, any[]>} */ ({}),
    types: ["单选", "多选", "判断"], rights: ["对", "错"], levels: ["初级", "中级", "高级"],
  },
  /** What has been written over the server's version, as lib/questions sends it. */
  draft: /** @type {any} */ (null),
  /** What the server has, as it was told. */
  told: /** @type {any} */ (null),
  /** What somebody else wrote meanwhile. */
  there: /** @type {any} */ (null),
  timer: /** @type {any} */ (0),
  isGone: false,

  /** @param {{ entry: string, bank: string, id?: string }} told */
  async onLoad({ entry, bank, id = "" }) {
    await questions.inTurn(() => {}); // what is on its way by now is not sent a second time
    this.draft = questions.kept(entry, bank, id) || { entry, bank, id, seen: 0, key: `question-${Date.now()}-${Math.random()}`, question: null };
    try {
      const { items } = id || !this.draft.question ? await questions.all(entry, bank) : { items: [] };
      this.told = items.find((/** @type {any} */ one) => one.id === id) || null;
      if (id && !this.told) throw new Error("这道题已经在别处删掉了。");
      const last = items[items.length - 1];
      const fresh = this.told ? questions.written(this.told) : { ...questions.BLANK, difficulty: last ? last.difficulty : "" };
      const isKept = Boolean(this.draft.question);
      if (!isKept) Object.assign(this.draft, { question: fresh, seen: this.told ? this.told.version : 0 });
      this.setData({ isThere: true, number: this.told ? this.told.number : 0, saved: isKept ? "上次写的还在" : "" });
      this.draw(this.told ? this.told.findings : []);
      if (isKept) this.later(0);
    } catch (fault) {
      this.setData({ fault: fault instanceof api.Lost ? "现在没有网络，还打不开这道题。连上网后再进来。" : /** @type {Error} */ (fault).message });
    }
  },
  onHide() {
    this.send();
  },
  onUnload() {
    this.isGone = true;
    this.send();
  },

  /** @param {any[]} findings */
  draw(findings) {
    const { question } = this.draft;
    const count = Math.max(4, question.options.length);
    parcels.deliver(this, { question: drawn(question), faults: grouped(findings), options: LETTERS.slice(0, count).map((letter, at) => ({ letter, text: question.options[at] || "", isRight: question.answer.includes(letter) })) });
  },

  /** @param {any} event */
  typed(event) {
    const { key } = event.currentTarget.dataset;
    this.look(key, event.detail.value);
    this.write({ [key]: event.detail.value });
  },
  /** A box that is full may have cut what was pasted: it says so. @param {string} key @param {string} value */
  look(key, value) {
    const full = value.length >= MOST ? key : this.data.full === key ? "" : this.data.full;
    if (full !== this.data.full) this.setData({ full });
  },
  /** @param {any} event */
  option(event) {
    const { at } = event.currentTarget.dataset;
    const options = this.data.options.map((one, place) => (place === at ? event.detail.value : one.text));
    while (options.length && !options[options.length - 1]) options.pop();
    this.look(LETTERS[at], event.detail.value);
    this.setData({ [`options[${at}].text`]: event.detail.value });
    this.write({ options });
  },
  /** @param {any} event */
  pick(event) {
    const { key, value } = event.currentTarget.dataset;
    const isOther = key === "type" && (value === "判断") !== (this.draft.question.type === "判断");
    this.write({ [key]: value, ...(isOther ? { answer: "" } : {}) });
    const { answer } = this.draft.question;
    this.setData({ [`question.${key}`]: value, "question.answer": answer, ...this.marked(answer) });
    this.later(0);
  },
  /** @param {any} event */
  right(event) {
    const { letter } = event.currentTarget.dataset;
    const marked = this.data.options.filter((one) => (one.letter === letter ? !one.isRight : one.isRight && this.draft.question.type === "多选")).map((one) => one.letter);
    this.write({ answer: marked.join("") });
    this.setData(this.marked(marked.join("")));
    this.later(0);
  },
  /** Which options are right, as setData takes it. @param {string} answer */
  marked(answer) {
    return Object.fromEntries(this.data.options.map((one, at) => [`options[${at}].isRight`, answer.includes(one.letter)]));
  },
  more() {
    this.setData({ [`options[${this.data.options.length}]`]: { letter: LETTERS[this.data.options.length], text: "", isRight: false } });
  },
  left() {
    this.later(0);
  },

  /** @param {Record<string, any>} change */
  write(change) {
    this.draft.question = { ...this.draft.question, ...change };
    if (this.draft.question.type === "判断" && change.type) this.draft.question.options = [];
    questions.keep(this.draft);
    if (!this.data.theirs) this.saying(questions.isBlank(this.draft.question) ? "" : "正在保存…"); // what was said is not said of this
    this.later(SEND);
  },
  /** @param {number} ms */
  later(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), ms);
  },

  /** One sending after the other. */
  send() {
    clearTimeout(this.timer);
    return questions.inTurn(() => this.sendOne());
  },
  async sendOne() {
    const { draft } = this;
    if (!draft || !draft.question || this.data.theirs || !questions.kept(draft.entry, draft.bank, draft.id) || questions.isBlank(draft.question)) return;
    const sent = draft.question;
    this.tell("正在保存…");
    try {
      this.settle(sent, await questions.send(draft));
    } catch (fault) {
      questions.keep(draft);
      this.refused(fault);
    }
  },
  /** @param {any} sent @param {{ question: any }} answer */
  settle(sent, { question }) {
    const { draft } = this;
    questions.drop(draft);
    Object.assign(draft, { id: question.id, seen: question.version, isAgain: false });
    this.told = question;
    if (draft.question !== sent) questions.keep(draft); // written on meanwhile
    else this.tell("✓ 已保存", question);
  },
  /** @param {any} fault */
  refused(fault) {
    if (fault instanceof api.Lost) {
      this.tell("已记在手机里");
      if (!this.isGone) network.pause(4000).then(() => { if (!this.isGone) this.send(); });
    } else if (fault.code === "question.stale") {
      const { theirs } = fault.told;
      this.setData({ saved: "还没有保存", theirs: { said: parcels.beginning([theirs.stem, ...theirs.options.map((/** @type {string} */ text, /** @type {number} */ at) => `${LETTERS[at]}. ${text}`), `答案 ${theirs.answer}`].join("\n")) } });
      this.there = theirs;
      wx.pageScrollTo({ scrollTop: 0, duration: 200 });
    } else this.setData({ saved: "还没有保存", fault: fault.message });
  },
  /** @param {string} saved */
  saying(saved) {
    if (saved !== this.data.saved) this.setData({ saved });
  },
  /** @param {string} saved @param {any} [question] as kept: its faults are shown */
  tell(saved, question) {
    if (this.isGone) return;
    this.setData({ saved, fault: "", ...(question ? { number: question.number, faults: grouped(question.findings) } : {}) });
  },

  mine() {
    this.draft.seen = this.there.version;
    questions.keep(this.draft);
    this.setData({ theirs: null });
    this.send();
  },
  others() {
    const question = this.there;
    questions.drop(this.draft);
    Object.assign(this.draft, { question: questions.written(question), seen: question.version });
    this.setData({ theirs: null, saved: "" });
    this.draw([]);
  },

  async done() {
    if (!(await this.isThrough()) || this.isGone) return; // a second tap, or the person has gone back already
    this.isGone = true;
    wx.navigateBack();
  },
  async another() {
    if (!(await this.isThrough()) || this.isGone) return;
    this.isGone = true;
    wayTo.questionInstead(this.draft.entry, this.draft.bank, "");
  },
  /** Sent, or kept on the phone where nobody answers: nothing has to be decided here any more. */
  async isThrough() {
    await this.send();
    return !this.data.theirs && !this.data.fault;
  },
});

/** What the page draws of it; the options are drawn by themselves. @param {any} question */
function drawn({ type, stem, answer, difficulty, source, analysis }) {
  return { type, stem, answer, difficulty, source, analysis };
}

/** What is said, by the part of the question it is about. @param {any[]} findings */
function grouped(findings) {
  /** @type {Record<string, any[]>} */
  const found = {};
  for (const one of findings) {
    const part = one.key || "whole";
    found[part] = [...(found[part] || []), { level: one.level, sentence: questions.plain(one) }];
  }
  return found;
}
