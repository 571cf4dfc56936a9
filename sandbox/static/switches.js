// Errors of the platform, switched on for one person's messages and off again.
import { ask, get, post } from "./api.js";
import { find, h } from "./dom.js";

const PATH = "/platform/switches";
let drawn = "";
let chosen = { openid: "", way: "", code: "" };
const fault = h("p.dialog-fault", { role: "alert", hidden: true });

function choice(name, label, options) {
  const select = h("select", { name, onchange: () => (chosen[name] = select.value) }, options);
  select.value = chosen[name] || select.options[0]?.value || "";
  chosen[name] = select.value;
  return h("label.field", {}, h("span", {}, label), select);
}

const option = (key, name) => h("option", { value: key }, name);

function grouped(codes) {
  const groups = new Map();
  for (const one of codes) groups.set(one.group, [...(groups.get(one.group) || []), option(one.key, one.name)]);
  return [...groups].map(([label, options]) => h("optgroup", { label }, options));
}

function row(one, names) {
  const off = h("button.plain.small", { type: "button", onclick: () => turn(() => ask(`${PATH}/${one.number}`, { method: "DELETE" })) }, "关掉");
  return h("li", {}, h("span", {}, h("b", {}, names[one.openid] || one.openid), ` ${one.way}`, h("small", {}, one.name)), off);
}

let again = () => {};

async function turn(act) {
  try {
    await act();
    fault.hidden = true;
    drawn = "";
    await again();
  } catch (refused) {
    fault.textContent = refused.message;
    fault.hidden = false;
  }
}

/** Draws anew when what is on, or who is there, has changed; a choice half made stays. */
export async function refresh(people) {
  const told = await get(PATH);
  const state = JSON.stringify([told.on, people.map((one) => one.openid)]);
  if (state === drawn) return;
  drawn = state;
  const names = Object.fromEntries(people.map((one) => [one.openid, one.name]));
  const form = h("form.switches", { onsubmit: (event) => (event.preventDefault(), turn(() => post(PATH, chosen))) },
    choice("openid", "给谁发时出错", people.map((one) => option(one.openid, one.name))),
    choice("way", "途径", told.ways.map((one) => option(one.key, one.name))),
    choice("code", "出什么错", grouped(told.codes)),
    fault,
    h("button.plain.wide", { type: "submit" }, "打开"));
  const on = told.on.length ? h("ul.switched", {}, told.on.map((one) => row(one, names))) : h("p.empty", {}, "现在没有打开的错误。", h("br"), "打开后，发给这个人的消息都会碰到它，直到关掉。");
  find("panel-faults").replaceChildren(form, on);
}

export function start(refreshed) {
  again = refreshed;
}
