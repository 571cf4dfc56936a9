// What the platform received from the house, and the mails that stayed here.
import { get } from "./api.js";
import { dayMinuteOf } from "./clock.js";
import { find, h, withLinks } from "./dom.js";

const OUTCOMES = { sent: "已送达", repeat: "重复，未再发", refused: "平台拒绝", fault: "注入的故障" };
const MOST = 100;
const TABS = ["sent", "mails", "group"];
let names = {};
let after = 0;
let drawnMails = "";

const shown = () => TABS.find((name) => find(`tab-${name}`).getAttribute("aria-selected") === "true");

function select(name, focus = true) {
  for (const one of TABS) {
    const tab = find(`tab-${one}`);
    tab.setAttribute("aria-selected", String(one === name));
    tab.tabIndex = one === name ? 0 : -1;
    find(`panel-${one}`).hidden = one !== name;
    if (one === name && focus) tab.focus();
  }
}

function gist(row) {
  const body = row.body;
  if (row.path.includes("/template/")) {
    return Object.values(body.data || {}).map((field) => field?.value).filter(Boolean).join(" · ") || "模板消息";
  }
  return body.text?.content || body.news?.articles?.[0]?.title || body.miniprogrampage?.title || body.msgtype || "（没有内容）";
}

function record(row) {
  const channel = row.path.includes("/template/") ? "模板消息" : "客服消息";
  const outcome = (OUTCOMES[row.outcome] || row.outcome) + (row.errcode ? ` ${row.errcode}` : "");
  return h("li", {},
    h("p.record-head", {}, h("b", {}, names[row.openid] || row.openid || "（无收件人）"), h("span", {}, channel), h("time", {}, dayMinuteOf(new Date(row.at).getTime())), h(`span.outcome.${row.outcome}`, { title: row.errmsg }, outcome)),
    h("p.gist", {}, ...withLinks(gist(row))),
    row.errcode ? h("p.why", {}, row.errmsg) : null,
  );
}

async function refreshSent() {
  const { items } = await get(`/platform/sent?after=${after}`);
  const panel = find("panel-sent");
  if (!after && !panel.firstChild) panel.append(h("p.empty", {}, "还没有主动发出的消息。", h("br"), "受理、确认、退回、通过，都会发到申报人的手机，并记在这里。"));
  if (!items.length) return;
  let list = panel.querySelector("ul");
  if (!list) panel.replaceChildren((list = h("ul.records-list")));
  for (const row of items.filter((one) => one.id > after)) list.prepend(record(row)); // looks may overlap
  while (list.children.length > MOST) list.lastChild.remove();
  after = Math.max(after, items.at(-1).id);
}

function mail(one) {
  const at = new Date(one.at);
  const when = Number.isNaN(at.getTime()) ? one.at || "" : dayMinuteOf(at.getTime());
  return h("li", {},
    h("details", {},
      h("summary", {}, h("b", {}, one.subject || "（无标题）"), h("span.mail-head", {}, `致 ${one.to || "？"} · ${when}`)),
      h("p.mail-text", {}, ...withLinks(one.text || "")),
      one.files?.length ? h("p.why", {}, `附件：${one.files.join("、")}`) : null));
}

async function refreshMails() {
  const { items } = await get("/machine/mails");
  const state = JSON.stringify(items);
  if (state === drawnMails) return;
  drawnMails = state;
  const empty = h("p.empty", {}, "还没有邮件。", h("br"), "业务服务写的邮件会留在这里，不会寄出。");
  find("panel-mails").replaceChildren(items.length ? h("ul.records-list", {}, items.map(mail)) : empty);
}

/** Fetches what the open tab shows. */
export async function refresh(people) {
  names = Object.fromEntries(people.map((person) => [person.openid, person.name]));
  if (shown() === "sent") await refreshSent();
  if (shown() === "mails") await refreshMails();
}

export function start(again) {
  for (const name of TABS) {
    find(`tab-${name}`).addEventListener("click", () => {
      select(name);
      again();
    });
    find(`tab-${name}`).addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      select(TABS[(TABS.indexOf(name) + step + TABS.length) % TABS.length]);
      again();
    });
  }
}
