// What is printed or filled in before it is uploaded: letters, the sheet that must be printed again, templates.

import { h, said } from "./dom.js";

const link = (href, text, look = "button plain") => h("a", { class: look, href, target: "_blank", rel: "noopener" }, text);
const short = (title) => title.replace(/^创新成果/, "");

// What `downloads` shows depends on this.
export function standing(item, page) {
  return item.type === "paper" ? [page.state.papers, unfilled(page).length] : [];
}

export function downloads(item, page) {
  if (item.type === "paper" && page.track.papers.length) return letters(page);
  if (item.type === "bank") return [h("div", { class: "buttons" }, h("a", { class: "button plain", href: "/api/v1/entries/bank-template.xlsx" }, "下载题库模板（Excel）"), h("a", { class: "button plain", href: "/api/v1/entries/bank-template.docx" }, "Word 版"))];
  return [];
}

function letters(page) {
  const address = `/api/v1/entries/${page.id}/papers.pdf`;
  const stale = (page.state.papers ?? []).filter((paper) => paper.state === "stale");
  const blank = unfilled(page);
  return [
    blank.length ? said("mind", null, `先把${blank.map((field) => `“${field.label}”`).join("")}填好再打印，纸上才有这些内容。请回公众号回复“继续”。`) : null,
    ...stale.map((paper) => said("must", `《${paper.title}》要重新打印、盖章`, h("p", {}, `盖章之后改过：${paper.changes}。只需要重做这一张，改回原来的内容就不用重做。`), link(`${address}?only=${encodeURIComponent(paper.key)}`, `只打印《${short(paper.title)}》（PDF）`, "button"))),
    link(address, `${stale.length ? "全部重新下载：" : "下载"}${page.track.papers.map((paper) => short(paper.title)).join("、")}（PDF）`),
    h("p", { class: "small soft" }, "打印不方便、想手工填写的，", link("/blanks", "下载空白表格", ""), "。"),
  ];
}

function unfilled(page) {
  const quoted = [...new Set(page.track.papers.flatMap((paper) => paper.quotes))];
  return page.track.fields.filter((field) => quoted.includes(field.key) && page.state.answers[field.key] === undefined);
}
