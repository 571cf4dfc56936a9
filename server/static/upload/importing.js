// A filled Word form into the entry: what is there, what would come, a tick for each; nothing is taken unasked.

import { h, replace, said } from "./dom.js";
import { api, lost } from "./network.js";

// Old files can be chosen too: the server says how to save them as new ones.
const FORMS = ".docx,.docm,.doc,.wps,.xls,.et,.xlsx,application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const WORDS = {
  new: ["good", "可以导入"], different: ["mind", "和现在的不一样"], same: ["soft", "和现在的一样"], unclear: ["must", "没看懂"],
  files: ["soft", "要上传文件"], blank: ["soft", "表里没有填"], absent: ["soft", "表里没有这一项"],
};
const TAKEABLE = ["new", "different"];
const LONG = 60; // characters shown before a tap

export function importing(page) {
  const input = h("input", { type: "file", accept: FORMS, class: "hidden-input", id: "choose-form", tabindex: "-1", "aria-hidden": "true" });
  const pick = h("button", { type: "button", class: "plain pick", onclick: () => input.click() }, "选填好的 Word 文件");
  const blank = h("a", { class: "button plain wide-button", href: `/api/v1/campaigns/${page.state.campaign}/tracks/${page.state.track}/form.docx` }, "下载空白申报表（Word）");
  const told = h("div", { role: "status" });
  const shown = h("div");
  const node = h("details", { class: "card import", id: "import" }, h("summary", {}, "导入填好的申报表（Word）"),
    h("p", { class: "soft" }, "在电脑上填好了通知附件 2 的表格？选那个文件，先看一遍，再决定导入哪些。照片、视频等仍在下面各项里上传。"),
    input, h("div", { class: "buttons" }, pick, blank), told, shown);

  input.addEventListener("change", async () => {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    pick.disabled = true;
    replace(shown);
    replace(told, said("busy", `正在读《${file.name}》……`));
    try {
      const found = await send(page.id, file);
      replace(told);
      replace(shown, preview(found, page, { told, shown }));
      shown.firstChild?.scrollIntoView({ block: "start" });
    } catch (fault) {
      replace(told, said("must", "没有导入", h("p", {}, fault.message)));
    }
    pick.disabled = false;
  });
  return { node, update() { node.hidden = !page.isEditable(); } };
}

async function send(entry, file) {
  let response;
  try {
    response = await fetch(`/api/v1/entries/${entry}/imports`, { method: "POST", body: file, headers: { Accept: "application/json", "Content-Type": "application/octet-stream" } });
  } catch {
    lost(true);
    throw new Error("网络断了，文件没有传完。什么也没有改动，请再选一次这个文件。");
  }
  lost(false);
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Error(answer?.problem?.message ?? "系统出了问题，请稍后再试。");
  return answer;
}

function preview(found, page, places) {
  const ticks = new Map();
  const count = h("span");
  const keep = h("button", { type: "button", onclick: () => take(found, ticks, page, places, keep) }, count);
  const recount = () => {
    const chosen = [...ticks.values()].filter((tick) => tick.checked).length;
    count.textContent = chosen ? `导入选中的 ${chosen} 项` : "还没有选";
    keep.disabled = !chosen;
  };
  const rows = found.items.map((item) => row(item, ticks, recount));
  recount();
  const fresh = found.items.filter((item) => item.verdict === "new").length;
  const other = found.items.filter((item) => item.verdict === "different").length;
  const sum = [fresh ? `${fresh} 项可以导入，已替您勾上` : "没有可以直接导入的空项", other ? `${other} 项和现在的不一样，要换的请自己勾上` : ""].filter(Boolean).join("；");
  return h("div", { class: "preview" }, h("p", { class: "sum" }, h("strong", {}, "先看一遍，还没有保存。"), `${sum}。`),
    found.notes.map((note) => said("mind", null, note)),
    h("ol", { class: "rows compare" }, rows),
    h("div", { class: "buttons keep" }, keep, h("button", { type: "button", class: "quiet", onclick: () => replace(places.shown) }, "不导入了")));
}

function row(item, ticks, recount) {
  const [kind, word] = WORDS[item.verdict];
  const isTakeable = TAKEABLE.includes(item.verdict);
  const tick = isTakeable ? h("input", { type: "checkbox", checked: item.is_chosen, onchange: recount, id: `take-${item.field}` }) : null;
  if (tick) ticks.set(item.field, tick);
  const head = h(isTakeable ? "label" : "div", { class: "which", ...(isTakeable ? { for: `take-${item.field}` } : {}) }, tick ?? h("span", { class: "no-tick", "aria-hidden": "true" }), h("span", { class: "label" }, `${item.item.split(".").pop()}　${item.label}`), h("span", { class: `state ${kind}` }, word));
  const sides = [];
  if (isTakeable || item.verdict === "unclear") sides.push(side("表里写的", item.verdict === "unclear" ? item.read : item.text));
  if (item.now && item.verdict !== "same") sides.push(side("现在是", item.now));
  const must = item.verdict === "same" ? [] : item.findings.filter((finding) => finding.level === "must");
  return h("li", { class: `verdict-${item.verdict}` }, head, sides.length ? h("dl", { class: "sides" }, sides) : null,
    item.problem && item.read ? h("p", { class: "small soft" }, item.problem) : null,
    must.length ? h("p", { class: "small after" }, `导入后还要改：${must.map((finding) => finding.sentence).join("")}`) : null);
}

function side(title, text) {
  const value = h("dd", {}, cut(text));
  if (text.length > LONG) {
    const more = h("button", { type: "button", class: "quiet more", onclick: () => replace(value, document.createTextNode(text)) }, "看全文");
    value.append(more);
  }
  return h("div", {}, h("dt", {}, title), value);
}

const cut = (text) => (text.length > LONG ? `${[...text].slice(0, LONG).join("")}……` : text);

async function take(found, ticks, page, { told, shown }, keep) {
  keep.disabled = true;
  const chosen = found.items.filter((item) => ticks.get(item.field)?.checked);
  try {
    await api(`/entries/${page.id}/answers`, { method: "POST", body: { answers: chosen.map(({ field, value, seen }) => ({ field, value, seen })) } });
    replace(shown);
    replace(told, said("good", `导入了 ${chosen.length} 项`, h("p", {}, chosen.map((item) => item.label).join("、"), "。"), h("p", { class: "small" }, "接着在下面上传照片、视频等文件；其余文字请回公众号回复“继续”。")));
    await page.refresh();
  } catch (fault) {
    const isStale = fault.code === "answer.stale";
    replace(told, said("must", "没有导入", h("p", {}, fault.message), isStale ? h("p", {}, "刚才看的已经不是最新内容，一项也没有改动。请再选一次文件，重新看一遍。") : null));
    if (isStale) replace(shown);
    else keep.disabled = false;
    told.scrollIntoView({ block: "center" });
  }
}
