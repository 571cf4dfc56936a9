// The chat of one person: bubbles, cards, house times; keeps the reading place.
import { get } from "./api.js";
import { dayMinuteOf, fullOf } from "./clock.js";
import { find, h, link, nearby, withLinks } from "./dom.js";
import { card } from "./cards.js";
import { sawUpTo } from "./people.js";

const APART = 5 * 60_000; // a line with the time after so much silence
const NEAR = 80; // px from the end that count as "at the end"
let openid = null;
let next = 0;
let lastAt = 0;
let loading = null;
let heard = () => {}; // told that something new came into the chat
let stuck = true; // the reader is at the end and stays there when a picture grows

const box = () => find("chat");
const atEnd = () => box().scrollHeight - box().scrollTop - box().clientHeight < NEAR;

export function toEnd() {
  box().scrollTop = box().scrollHeight;
  stuck = true;
  find("newer").hidden = true;
}

/** Shows another person's chat from its beginning. */
export async function open(who, name) {
  openid = who;
  next = 0;
  lastAt = 0;
  loading = null;
  find("owner").textContent = `${name}的手机`;
  box().replaceChildren();
  box().setAttribute("aria-busy", "true"); // what was said before comes
  try {
    await catchUp();
  } finally {
    if (who === openid) box().setAttribute("aria-busy", "false");
  }
  toEnd();
}

export const shownUpTo = () => next;

export function start(onNew) {
  heard = onNew;
  new ResizeObserver(() => stuck && toEnd()).observe(box());
  find("newer").addEventListener("click", toEnd);
  box().addEventListener("scroll", () => {
    stuck = atEnd();
    if (stuck) find("newer").hidden = true;
  });
}

/** Fetches what is new; calls that overlap share one fetch. */
export function catchUp() {
  loading ??= fetchNew(openid).finally(() => (loading = null));
  return loading;
}

async function fetchNew(who) {
  for (;;) {
    const answer = await get(`/phone/${encodeURIComponent(who)}/chat?after=${next}`);
    if (who !== openid) return;
    add(answer.items);
    if (answer.items.length < 200) return;
  }
}

/** Puts items into the chat; the same item twice is shown once. */
export function add(items) {
  const fresh = items.filter((item) => item.id > next);
  if (!fresh.length) return;
  const stay = !atEnd() && !fresh.some((item) => item.from === "me");
  for (const item of fresh) {
    const at = new Date(item.at).getTime();
    if (Math.abs(at - lastAt) > APART) box().append(h("p.when", {}, dayMinuteOf(at)));
    lastAt = at;
    box().append(row(item, at));
    next = item.id;
  }
  if (stay) find("newer").hidden = false;
  else toEnd();
  sawUpTo(openid, next);
  heard();
}

function row(item, at) {
  const told = { title: fullOf(at), "data-id": item.id };
  if (item.from === "system") {
    const why = item.why ? h("details", { ontoggle: () => stuck && toEnd() }, h("summary", {}, "为什么"), h("span", {}, item.why)) : null;
    return h("div.system", told, h("span", {}, item.text), why);
  }
  const face = item.from === "me" ? h("span.face.small", { "aria-hidden": "true" }, "我") : h("img.face.small", { src: "/static/icon.svg", alt: "" });
  return h(`div.row.${item.from}`, told, face, bubble(item));
}

function bubble(item) {
  if (item.kind === "text") return h("div.bubble", {}, ...withLinks(item.text));
  if (item.kind === "image") {
    const picture = h("img", { src: nearby(item.url), alt: item.text || "图片", loading: "lazy" });
    picture.addEventListener("load", () => stuck && toEnd());
    return h("div.picture", {}, h("a", { href: nearby(item.url), target: "_blank", rel: "noopener" }, picture));
  }
  if (item.kind === "voice") return h("div.bubble.voice", {}, link(absolute(item.url), "语音 ▸"));
  if (item.kind === "video") return h("div.picture", {}, h("video", { src: nearby(item.url), controls: true, preload: "none" }));
  return card(item);
}

const absolute = (address) => new URL(nearby(address), location.href).href;
