// The group chats of units, as their members see them: what the robot said.
import { get, post } from "./api.js";
import { dayMinuteOf } from "./clock.js";
import { find, h, withLinks } from "./dom.js";

const APART = 5 * 60_000; // a line with the time after so much silence
let drawn = "";

function said(item, index, items) {
  const [at, before] = [item, items[index - 1]].map((one) => (one ? new Date(one.at).getTime() : 0));
  return [
    at - before > APART ? h("p.when", {}, dayMinuteOf(at)) : "",
    h("div.group-row", {}, h("span.face.small.robot", { "aria-hidden": "true" }, "机"), h("div", {}, h("small", {}, "五小机器人"), h("div.bubble", {}, ...withLinks(item.text)))),
  ];
}

function group(one) {
  const words = one.in ? "把机器人移出群" : "让机器人回来";
  const toggle = h("button.plain.small", { type: "button", onclick: () => act(one) }, words);
  const gone = one.in ? null : h("p.group-gone", {}, "机器人已被移出。再发会被平台拒绝（93000）。");
  return h("section.group", {}, h("h3", {}, one.name, toggle), h("div.group-chat", { tabIndex: 0, role: "log", "aria-label": one.name }, one.items.slice(-50).flatMap(said), gone));
}

async function act(one) {
  await post(`/platform/groups/${one.number}/robot`, { in: !one.in });
  await refresh();
}

export async function refresh() {
  const { items } = await get("/platform/groups");
  const state = JSON.stringify(items);
  if (state === drawn) return;
  drawn = state;
  const empty = h("p.empty", {}, "还没有机器人在群里说话。", h("br"), "单位绑定企业微信群机器人后，它说的会出现在这里。");
  find("panel-group").replaceChildren(...(items.length ? items.map(group) : [empty]));
  for (const chat of find("panel-group").querySelectorAll(".group-chat")) chat.scrollTop = chat.scrollHeight;
}
