// Who is here and where the link led: a one-time code in the fragment, afterwards the cookie.

import { Lost, Problem, api, patiently } from "./network.js";

const KEPT = "wuxiao.links"; // where used links led, so that an old one still opens its item
const MOST = 20;

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

function keep(code, about) {
  try {
    const rows = Object.entries({ ...kept(), [code]: about }).slice(-MOST);
    localStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(rows)));
  } catch {
    // a browser that keeps nothing works as well
  }
}

export function place({ entry, field }) {
  const told = new URLSearchParams();
  if (entry) told.set("entry", entry);
  if (field) told.set("field", field);
  history.replaceState(null, "", `${location.pathname}#${told}`);
}

// {entry, field} of where to go. Throws Problem('link.unknown') when there is neither a good link nor a cookie.
export async function begin() {
  const fragment = decodeURIComponent(location.hash.slice(1));
  if (!fragment || fragment.includes("=")) return Object.fromEntries(new URLSearchParams(fragment));
  try {
    const told = await patiently(() => api("/links", { method: "POST", body: { code: fragment } }));
    const about = { entry: told.entry ?? null, field: told.field ?? null };
    keep(fragment.slice(0, 8), about);
    place(about);
    return about;
  } catch (fault) {
    if (fault instanceof Lost || !(fault instanceof Problem)) throw fault;
    const about = { ...kept()[fragment.slice(0, 8)], usedUp: fault.message };
    await patiently(() => api("/entries?limit=1")).catch((other) => { throw other.status === 401 ? fault : other; });
    place(about);
    return about;
  }
}

addEventListener("hashchange", () => location.reload()); // another link of the chat, tapped while this page is open
