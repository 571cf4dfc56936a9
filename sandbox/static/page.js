// The sandbox's page: who we are, what is polled, and what stands in the way.
import { get, post } from "./api.js";
import * as attach from "./attach.js";
import * as chat from "./chat.js";
import * as clock from "./clock.js";
import * as dialog from "./dialog.js";
import { find } from "./dom.js";
import * as machine from "./machine.js";
import * as menu from "./menu.js";
import * as mini from "./mini.js";
import * as people from "./people.js";
import * as records from "./records.js";
import * as tour from "./tour.js";

const EVERY = 1000; // ms between two looks
const HIDDEN = 15_000; // while nobody looks at the page
const SLOWEST = 8000; // after failures
const RARE = 5; // every so many looks: clock, menu, records
let everyone = [];
let me = null;
let round = 0;
let failures = 0;
let timer = 0;
let sending = 0;
let asks = 0;
let answered = 0;

const path = (act) => `/phone/${encodeURIComponent(me)}/${act}`;
const mine = () => everyone.find((person) => person.openid === me);

function banner(text) {
  find("banner").textContent = text;
  find("banner").hidden = !text;
}

function fault(text) {
  find("phone-fault").textContent = text;
  find("phone-fault").hidden = !text;
}

/** Followers see the input and the menu, others the button to follow. */
function drawPhone() {
  const following = Boolean(mine()?.following);
  find("composer").hidden = find("account-menu").hidden = !following;
  find("follow-bar").hidden = following || !me;
  find("unfollow").hidden = !following;
  if (!following) attach.toggle(false);
  find("phone").classList.toggle("fresh", !following && chat.shownUpTo() === 0);
  people.draw(everyone, me, become);
}

async function become(openid) {
  me = openid;
  try {
    localStorage.setItem("wuxiao.me", openid);
  } catch {
    // remembered until the page is closed
  }
  fault("");
  people.draw(everyone, me, become);
  find("text").value = localStorage.getItem(`wuxiao.draft.${openid}`) || "";
  grow();
  mini.become(openid, everyone);
  await chat.open(openid, mine().name).catch((refused) => banner(refused.message));
  drawPhone();
}

/** One act of the person; its new items are shown at once. */
async function act(name, told) {
  const who = me;
  fault("");
  sending += 1;
  find("phone").classList.add("waiting");
  try {
    took(await post(path(name), told), who);
    return true;
  } catch (refused) {
    fault(refused.message);
    return false;
  } finally {
    sending -= 1;
    find("phone").classList.toggle("waiting", sending > 0);
  }
}

function took(answer, who = me) {
  if (who === me) chat.catchUp().catch(() => {});
  if (answer?.items?.length) soon();
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(look, 0);
}

/** One look at the sandbox; the house is asked more rarely. */
async function look() {
  clearTimeout(timer);
  try {
    const asked = (asks += 1);
    const { items } = await get("/phone/people");
    if (asked >= answered) [everyone, answered] = [items, asked]; // looks overlap: an older answer may come later
    if (!me || !mine()) await become(first());
    else if (mine().last_id > chat.shownUpTo()) await chat.catchUp();
    drawPhone();
    if (round++ % RARE === 0 || failures) await Promise.all([clock.refresh().then(() => [machine.mark(), mini.mark()]), menu.refresh(), records.refresh(everyone)]);
    failures = 0;
    banner("");
  } catch (refused) {
    failures += 1;
    banner(refused.message);
  }
  const wait = document.hidden ? HIDDEN : failures ? Math.min(SLOWEST, EVERY * 2 ** failures) : EVERY;
  clearTimeout(timer);
  timer = setTimeout(look, wait);
}

function first() {
  const kept = localStorage.getItem("wuxiao.me");
  return (everyone.find((person) => person.openid === kept) || everyone[0]).openid;
}

function grow() {
  const field = find("text");
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + field.offsetHeight - field.clientHeight, 132)}px`; // with its border
  find("send").hidden = !field.value.trim();
  find("plus").hidden = Boolean(field.value.trim());
  if (me) localStorage.setItem(`wuxiao.draft.${me}`, field.value);
}

async function say() {
  const field = find("text");
  const text = field.value;
  if (!text.trim()) return;
  field.value = "";
  grow();
  attach.toggle(false);
  if (!(await act("say", { text })) && !field.value) {
    field.value = text; // nothing typed is lost
    grow();
  }
}

/** A code of the account is told to the platform; one of the mini-program (`mini:PAGE?scene=…`) opens its page. */
async function scanned(code) {
  if (code.startsWith("mini:")) mini.open(code.slice("mini:".length));
  else took(await post(path("scan"), { scene: code }));
}

function startPhone() {
  find("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    say();
  });
  find("text").addEventListener("input", grow);
  find("text").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    say();
  });
  find("follow").addEventListener("click", () => act("follow", {}));
  const scan = (title) => attach.askScene(title, scanned).catch((refused) => fault(refused.message));
  find("follow-scan").addEventListener("click", () => scan("扫码关注"));
  find("scan").addEventListener("click", () => scan("扫一扫"));
  find("unfollow").addEventListener("click", async () => {
    await act("unfollow", {});
    soon();
  });
  const more = (open) => {
    find("more-sheet").hidden = !open;
    find("more").setAttribute("aria-expanded", String(open));
  };
  find("more").addEventListener("click", () => more(find("more-sheet").hidden));
  document.addEventListener("click", (event) => event.target.closest("#more") || more(false));
  document.addEventListener("keydown", (event) => event.key === "Escape" && more(false));
}

clock.start();
chat.start(mini.turn);
dialog.start();
machine.start(async () => {
  round = 0;
  await look();
});
tour.start(async () => {
  round = 0;
  await look();
});
menu.start(async (told) => {
  if ((await act("tap", told)) && told.page) mini.open(told.page);
});
mini.start(become);
document.addEventListener("click", (event) => {
  const card = event.target.closest("[data-page]");
  if (card) mini.open(card.dataset.page);
});
attach.start(() => me, took);
records.start(() => records.refresh(everyone).catch((refused) => banner(refused.message)));
startPhone();
document.addEventListener("visibilitychange", () => document.hidden || soon());
look();
