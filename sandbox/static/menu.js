// The account's menu under the chat, as the house made it.
import { get } from "./api.js";
import { find, h, link } from "./dom.js";

let drawn = "";
let tapped = () => {};

function leaf(button) {
  if (button.type === "view") {
    const made = link(button.url, button.name);
    made.addEventListener("click", () => tapped({ url: button.url }));
    return made;
  }
  const told = button.type === "click" ? { key: button.key } : button.type === "miniprogram" ? { page: button.pagepath } : null;
  const doing = () => {
    fold();
    if (told) tapped(told);
  };
  return h("button", { type: "button", onclick: doing, disabled: !told, title: told ? "" : "沙盒的手机还不能点这一种" }, button.name);
}

export function fold() {
  for (const group of find("account-menu").querySelectorAll(".group")) {
    group.querySelector(".below").hidden = true;
    group.querySelector("button").setAttribute("aria-expanded", "false");
  }
}

function group(button) {
  if (!button.sub_button?.length) return h("div.group", {}, h("div.below", { hidden: true }), leaf(button));
  const below = h("div.below", { hidden: true }, button.sub_button.map(leaf));
  const head = h("button", {
    type: "button", "aria-expanded": "false",
    onclick: () => {
      const open = below.hidden;
      fold();
      below.hidden = !open;
      head.setAttribute("aria-expanded", String(open));
    },
  }, h("span.bars", { "aria-hidden": "true" }, "≡"), button.name);
  return h("div.group", {}, below, head);
}

/** Draws the menu when it is new; without one, says how it is made. */
export async function refresh() {
  const { button } = await get("/phone/menu");
  const state = JSON.stringify(button);
  if (state === drawn) return;
  drawn = state;
  const none = h("p.no-menu", {}, "公众号还没有菜单。在终端运行 ", h("code", {}, "flask --app wsgi menu"), " 建一个。");
  find("account-menu").replaceChildren(...(button.length ? button.map(group) : [none]));
}

export function start(tap) {
  tapped = tap;
  document.addEventListener("click", (event) => event.target.closest("#account-menu") || fold());
  document.addEventListener("keydown", (event) => event.key === "Escape" && fold());
}
