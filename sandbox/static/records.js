// What the platform received from the house, and the mails that stayed here.
import { get } from "./api.js";
import { dayMinuteOf } from "./clock.js";
import { find, h, withLinks } from "./dom.js";
import * as groups from "./groups.js";
import * as switches from "./switches.js";

const OUTCOMES = { sent: "已送达", repeat: "重复，未再发", refused: "平台拒绝", fault: "注入的故障" };
const MOST = 100;
const TABS = ["sent", "mails", "group", "faults"];
const WAYS = [["/template/", "模板消息"], ["/subscribe/", "订阅消息"], ["", "客服消息"]];
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
  if (body.data) return Object.values(body.data).map((field) => field?.value).filter(Boolean).join(" · ") || "模板消息";
  return body.text?.content || body.news?.articles?.[0]?.title || body.miniprogrampage?.title || body.msgtype || "（没有内容）";
}

function record(row) {
  const [, channel] = WAYS.find(([part]) => row.path.includes(part));
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

/** A letter as its reader has it: who, what about, when, the words with links to press, what hangs on it. */
function mail(one) {
  const at = new Date(one.at);
  const when = Number.isNaN(at.getTime()) ? one.at || "" : dayMinuteOf(at.getTime());
  const files = (one.files || []).map((name) => h("li", {}, name));
  return h("li", {},
    h("details", { open: opened.has(idOf(one)), ontoggle: (event) => (event.target.open ? opened.add(idOf(one)) : opened.delete(idOf(one))) },
      h("summary", {}, h("b", {}, one.subject || "（无标题）"), h("span.mail-head", {}, `致 ${one.to || "？"} · ${when}`)),
      h("div.letter", {}, h("p.mail-text", {}, ...withLinks(one.text || "")), files.length ? h("ul.mail-files", { "aria-label": "附件" }, files) : null)));
}

const opened = new Set(); // letters that are being read
const idOf = (one) => `${one.at} ${one.to} ${one.subject}`;

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
  names = Object.fromEntries(people.flatMap((person) => [[person.openid, person.name], [person.mini_openid, person.name]]));
  if (shown() === "sent") await refreshSent();
  if (shown() === "mails") await refreshMails();
  if (shown() === "group") await groups.refresh();
  if (shown() === "faults") await switches.refresh(people);
}

export function start(again) {
  switches.start(again);
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
