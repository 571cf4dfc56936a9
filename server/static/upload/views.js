// What stands above and below the items: the entry, how far it is, what to do next; and the page without an entry.

import { h, said } from "./dom.js";
import { isThere } from "./items.js";
import { mark } from "./rows.js";
import { due, ended } from "./words.js";
import { scan } from "../scan.js";

const isWeChat = /MicroMessenger/i.test(navigator.userAgent);

const isPhone = matchMedia("(hover: none) and (pointer: coarse)").matches;

export function welcome(fault) {
  document.body.classList.add("out");
  return h("div", {}, isPhone ? null : scanned(), told(fault));
}

// On a computer: the phone in the hand says who it is.
function scanned() {
  const place = h("div", { class: "scan" }, h("p", {}, "正在取二维码…"));
  setTimeout(() => scan(place, "upload", () => location.reload()));
  return h("div", { class: "card" }, h("h1", {}, "在电脑上传文件"), place);
}

function told(fault) {
  return h("div", { class: "card" },
    h(isPhone ? "h1" : "h2", {}, isPhone ? "请从公众号打开这个页面" : "没有二维码，也可以从公众号打开"),
    fault.status === 410 ? h("p", {}, "这个链接已经用过或已过期。每个链接只能用一次，是为了不让别人用您的名义上传。") : h("p", {}, "这里还不知道您是谁。"),
    h("ol", {}, h("li", {}, "回到公众号，回复", h("strong", {}, "“继续”"), "。"), h("li", {}, "点开它发来的新链接。"), h("li", {}, "想用电脑传：把新链接发到电脑上再打开，先不要在手机上点。")),
    h("p", { class: "soft" }, "填过的内容、传好的文件都在，不会丢。"));
}

export function farewell() {
  document.body.classList.add("out");
  return h("div", { class: "card" }, h("h1", {}, "已经退出"), h("p", {}, "要再进来，请在公众号回复“继续”，点开新链接。"));
}

export function choice(items, open) {
  if (!items.length) return h("div", { class: "card" }, h("h1", {}, "还没有申报"), h("p", {}, "请回到公众号，回复“申报”，先开始一份申报，再来上传文件。"));
  return h("div", {}, h("h1", {}, "给哪一份申报上传？"), h("ul", { class: "doors one" }, items.map((row) =>
    h("li", {}, h("button", { type: "button", class: "plain wide", onclick: () => open(row.id) },
      h("span", {}, h("strong", {}, row.title || "未命名"), h("span", {}, [row.state_text, row.is_over ? "已截止" : "", row.number].filter(Boolean).join("　"))))))));
}

export function summary(page, shown) {
  const { state: entry } = page;
  const until = due(entry);
  const late = ended(entry);
  document.getElementById("corner").textContent = page.isEditable() ? until.replace("（含当天）", "").replace("请在 ", "") : "";
  const needed = shown.filter(({ item }) => item.is_required);
  const there = needed.filter(({ stand }) => isThere(stand)).length;
  return [
    h("h1", {}, entry.title || "还没起名的申报"),
    h("p", { class: "soft" }, [entry.state_text, entry.number, until].filter(Boolean).join("　")),
    late ? said("mind", late) : null,
    page.isEditable() ? null : said("mind", "现在只能看，不能改", h("p", {}, `这份申报是“${entry.state_text}”。需要修改的，请回公众号回复“进度”，看能不能撤回。`)),
    isWeChat ? said("mind", null, "在微信里下载、传大视频如果不顺，请点右上角“…”，选“在浏览器打开”；要用新链接时，在公众号回复“继续”。") : null,
    h("nav", { class: "card contents", "aria-label": "要交的文件" }, h("h2", {}, `要交的文件：${needed.length} 项里齐了 ${there} 项`), h("ul", {}, shown.map(({ item, stand }) =>
      h("li", {}, h("a", { href: `#item-${item.id}`, onclick: (event) => go(event, item) }, h("span", { class: `dot ${stand.kind}`, "aria-hidden": "true" }, mark(stand.kind)), h("span", {}, item.label), h("span", { class: "small soft" }, stand.text)))))),
  ];
}

// Without touching the fragment, which says where the page belongs.
function go(event, item) {
  event.preventDefault();
  const node = document.getElementById(`item-${item.id}`);
  node.scrollIntoView({ block: "start" });
  node.focus({ preventScroll: true });
}

summary.end = (page) => {
  if (!page.isEditable() || ended(page.state)) return [];
  const files = new Set(page.sections.map((made) => made.item.field));
  const left = page.track.fields.filter((field) => page.state.progress.missing.includes(field.key) && !files.has(field.key));
  const next = left.length
    ? h("p", {}, `还有 ${left.length} 项文字没填好：${left.map((field) => field.label).join("、")}。请回公众号，回复`, h("strong", {}, "“继续”"), "接着填。")
    : h("p", {}, "请回公众号，回复", h("strong", {}, "“继续”"), "，看一遍就可以提交了。");
  return [said("good", "文件都齐了", next)];
};
