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

/** A card stays the same element: one that is being pressed is not taken from under the finger. */
function card(openid, choose) {
  const [face, name, role, about] = [h("span", { "aria-hidden": "true" }), h("b"), h("em"), h("small")];
  const dot = h("span.dot", {}, h("span.hidden", {}, "有新消息"));
  const button = h("button.person", { type: "button", onclick: () => choose(openid) }, face, h("span.who", {}, name, role, about));
  const node = h("li", {}, button);
  let drawn = "";
  return {
    node,
    update(person, isChosen, isUnread) {
      button.setAttribute("aria-pressed", String(isChosen));
      const state = JSON.stringify([person, isUnread]);
      if (state === drawn) return;
      drawn = state;
      face.className = `face ${person.role}`;
      face.textContent = person.name[0];
      name.textContent = person.name;
      role.textContent = ROLES[person.role] || person.role;
      about.textContent = person.about.replace(/^.*?·\s*/, "");
      if (isUnread) button.append(dot);
      else dot.remove();
      node.querySelector(".key")?.remove();
      if (person.login) node.append(key(person));
    },
  };
}

function key(person) {
  return h("p.key", {}, link(`${document.body.dataset.house}/console/`, "后台"), " ", h("code", {}, person.login), " / ", h("code", {}, person.password));
}

const cards = new Map(); // by openid

/** Draws what has changed about people; the cards stand in their order. */
export function draw(people, chosen, choose) {
  for (const [openid, made] of cards) {
    if (people.some((person) => person.openid === openid)) continue;
    made.node.remove();
    cards.delete(openid);
  }
  for (const [at, person] of people.entries()) {
    if (!cards.has(person.openid)) cards.set(person.openid, card(person.openid, choose));
    const made = cards.get(person.openid);
    made.update(person, person.openid === chosen, person.openid !== chosen && person.last_id > (seen[person.openid] || 0));
    const place = find("people").children[at] ?? null;
    if (place !== made.node) find("people").insertBefore(made.node, place);
  }
}
