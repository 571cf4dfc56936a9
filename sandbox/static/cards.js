// What stands in a chat as a card: template messages, articles, places, links, files, pages of the mini-program.
import { h, link, nearby, sign } from "./dom.js";

function size(bytes) {
  if (!bytes) return "";
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function template(item) {
  const rows = item.fields.map((field) => h("div", {}, h("dt", {}, field.label), h("dd", {}, field.value)));
  const more = item.url ? link(item.url, "查看详情 ›") : item.page ? opens(item.page, "打开小程序 ›") : null;
  const source = item.source ? h("small.source", {}, item.source) : null;
  return h("div.card.template", {}, source, h("b", {}, item.text), h("dl", {}, ...rows), more ? h("p.card-foot", {}, more) : null);
}

function article(item) {
  const picture = item.picture ? h("img", { src: nearby(item.picture), alt: "", loading: "lazy" }) : null;
  return h("div.card", {}, link(item.url, picture, h("b", {}, item.text), item.about ? h("small", {}, item.about) : null));
}

function page(item) {
  const picture = item.picture ? h("img", { src: nearby(item.picture), alt: "", loading: "lazy" }) : null;
  return h("div.card", {}, h("b", {}, item.text), picture, h("p.card-foot", {}, opens(item.page, "打开小程序 ›")));
}

/** A tap opens this page in the phone beside the chat. */
const opens = (where, words) => h("button.opens", { type: "button", title: where, "data-page": where }, words);

const place = (item) => h("div.card", {}, h("b", {}, item.text), h("small", {}, `北纬 ${item.x}，东经 ${item.y}`), h("div.map", { "aria-hidden": "true" }, sign("location")));

const file = (item) => h("div.card.file", {}, h("span", {}, h("b", {}, item.text), h("small", {}, size(item.size))), h("span.sort", { "aria-hidden": "true" }, ending(item.text)));

const ending = (name) => (/\.(\w{1,5})$/.exec(name)?.[1] || "文件").toUpperCase();

const KINDS = { template, news: article, link: article, miniprogrampage: page, location: place, file };

/** A card for an item; an unknown kind still shows its text. */
export function card(item) {
  return KINDS[item.kind] ? KINDS[item.kind](item) : h("div.bubble", {}, item.text || item.kind);
}
