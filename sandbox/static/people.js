// The people one can be: cards, whom we are, and who has unread messages.
import { find, h, link } from "./dom.js";

const ROLES = { worker: "职工", officer: "工会干事", auditor: "审核员" };
let seen = remembered();

function remembered() {
  try {
    return JSON.parse(localStorage.getItem("wuxiao.seen")) || {};
  } catch {
    return {};
  }
}

/** Everything up to `id` of this person's chat was looked at. */
export function sawUpTo(openid, id) {
  if ((seen[openid] || 0) === id) return;
  seen[openid] = id;
  try {
    localStorage.setItem("wuxiao.seen", JSON.stringify(seen));
  } catch {
    // a browser that keeps nothing: dots last as long as the page
  }
}

function card(person, chosen, choose) {
  const unread = person.openid !== chosen && person.last_id > (seen[person.openid] || 0);
  const about = person.about.replace(/^.*?·\s*/, "");
  const button = h(
    "button.person", { type: "button", "aria-pressed": String(person.openid === chosen), onclick: () => choose(person.openid) },
    h(`span.face.${person.role}`, { "aria-hidden": "true" }, person.name[0]),
    h("span.who", {}, h("b", {}, person.name), h("em", {}, ROLES[person.role] || person.role), h("small", {}, about)),
    unread ? h("span.dot", {}, h("span.hidden", {}, "有新消息")) : null,
  );
  return h("li", {}, button, person.login ? key(person) : null);
}

function key(person) {
  return h("p.key", {}, link(`${document.body.dataset.house}/console/`, "后台"), " ", h("code", {}, person.login), " / ", h("code", {}, person.password));
}

let drawn = "";

/** Draws the cards anew when something about them changed. */
export function draw(people, chosen, choose) {
  const state = JSON.stringify([people, chosen, seen]);
  if (state === drawn) return;
  drawn = state;
  const focused = document.activeElement?.closest?.("#people li");
  const index = focused ? [...find("people").children].indexOf(focused) : -1;
  find("people").replaceChildren(...people.map((person) => card(person, chosen, choose)));
  if (index >= 0) find("people").children[index]?.querySelector("button").focus();
}
