// The phone with the mini-program: whose it is, which page is open, what its person let out of it.
import * as clock from "./clock.js";
import { find, h, link } from "./dom.js";

const KEPT = 3; // acts shown
const FAR = 2000; // ms the phone's clock may differ
const CALM = 400; // ms of silence in the chat before the mini-program comes to the front
const places = new Map(); // where each person left the mini-program
let me = null;
let everyone = [];
let choose = () => {};
let turning = 0;

const frame = () => find("mini-frame");
const phone = () => frame().contentWindow?.__phone;

/** The phone of this person, at the page where it was left. */
export function become(openid, people) {
  everyone = people;
  if (me === openid) return;
  if (me && phone()?.route()) places.set(me, address(phone().route()));
  me = openid;
  find("mini-owner").textContent = `${nameOf(openid)}的手机`;
  find("mini-acts").replaceChildren();
  load(places.get(openid) || "");
}

const nameOf = (openid) => everyone.find((one) => one.openid === openid)?.name || "";
const address = ({ path, query }) => `/${path}${Object.keys(query).length ? `?${Object.entries(query).map((pair) => pair.join("=")).join("&")}` : ""}`;

function load(page) {
  // a new element: changing the address of the old one would be one more step back in the browser's history
  const fresh = h("iframe", { id: "mini-frame", title: "小程序", src: `/mini/${encodeURIComponent(me)}/index.html${page && `#${page}`}`, allow: "clipboard-write" });
  fresh.addEventListener("load", () => listen(fresh.contentWindow));
  frame().replaceWith(fresh);
}

/** A page of the mini-program, as a card in the chat names it: `pages/x/x?id=1`. */
export function open(page) {
  show("mini");
  const url = `/${page.replace(/^\//, "")}`;
  if (phone()?.route()) phone().open(url);
  else load(url);
}

/** The chat went on: as in WeChat, who turns from it to the mini-program finds what is so now. Who is in it is left alone. */
export function turn() {
  clearTimeout(turning);
  turning = setTimeout(() => {
    if (!phone()?.route() || document.activeElement === frame()) return;
    phone().lock();
    phone().unlock();
  }, CALM);
}

/** Both phones stand beside each other where there is room; where there is none, one of them is seen. */
export function show(which) {
  find("stage").dataset.shown = which;
  for (const tab of document.querySelectorAll("[data-show]")) tab.setAttribute("aria-pressed", String(tab.dataset.show === which));
}

/** The phone's clock is the house's. */
export function mark() {
  const now = clock.houseNow();
  if (now !== null && phone() && Math.abs(phone().now() - now) > FAR) phone().setClock(now);
}

function listen(inside) {
  inside.addEventListener("phone:act", (event) => told(event.detail));
  mark();
}

const TOLD = {
  share: (act) => [`转发了小程序：${act.title}`, ...everyone.filter((one) => one.openid !== me).map((one) => button(`给${one.name}`, () => choose(one.openid, act.path)))],
  clipboard: (act) => ["复制了 ", /^https?:/.test(act.data) ? link(act.data, act.data) : act.data],
  openDocument: (act) => [`打开文档（${act.fileType}） `, h("a", { href: act.address, target: "_blank", rel: "noopener" }, "查看")],
  saveImage: () => ["图片存进了相册"],
  saveVideo: () => ["视频存进了相册"],
  shareFileMessage: (act) => [`把文件发给了朋友：${act.fileName || act.filePath}`],
  makePhoneCall: (act) => [`拨打 ${act.phoneNumber}`],
  contact: () => ["打开了客服会话"],
  subscribe: (act) => [Object.values(act.answers).includes("accept") ? "同意接收提醒" : "没有同意接收提醒"],
};

const button = (words, act) => h("button.plain.small", { type: "button", onclick: act }, words);

function told(act) {
  if (!TOLD[act.act]) return;
  const list = find("mini-acts");
  list.prepend(h("li", {}, h("span", {}, nameOf(me)), ...TOLD[act.act](act)));
  while (list.children.length > KEPT) list.lastElementChild.remove();
}

/** `other(openid, page)` makes us another person who opens a page. */
export function start(other) {
  choose = async (openid, page) => {
    await other(openid);
    open(page);
  };
  for (const tab of document.querySelectorAll("[data-show]")) tab.addEventListener("click", () => show(tab.dataset.show));
  find("mini-home").addEventListener("click", () => load(""));
}
