// What makes the console quicker, never what makes it work: every page is whole without this file.
"use strict";

// Reasons being written survive a closed tab or an ended session, until the act has gone through; for their writer alone,
// and 退出 forgets them: the computer may be borrowed.
const mine = `reasons:${document.body.dataset.who ?? ""}:`;
const form = document.querySelector("form[data-keep]");
const key = form ? `${mine}${form.dataset.keep}` : "";
const boxes = () => [...form.elements].filter((box) => box.name.startsWith("reason."));

function count() {
  const written = boxes().filter((box) => box.value.trim()).length;
  const button = form.querySelector("[data-counts]");
  if (button) button.textContent = written ? `退回补正（${written} 条原因）` : "退回补正";
  return written;
}

function keep() {
  const written = Object.fromEntries(boxes().filter((box) => box.value.trim()).map((box) => [box.name, box.value]));
  if (count()) sessionStorage.setItem(key, JSON.stringify(written));
  else sessionStorage.removeItem(key);
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(key) || "{}");
  for (const box of boxes()) {
    if (!box.value && kept[box.name]) {
      box.value = kept[box.name];
      box.closest("details")?.setAttribute("open", "");
    }
  }
  keep();
}

if (form) {
  if (document.querySelector(".notice")) sessionStorage.removeItem(key); // it has gone through
  restore();
  document.addEventListener("input", (event) => event.target.form === form && keep());
} else if (document.querySelector(".notice") && location.pathname.includes("/entries/")) {
  sessionStorage.removeItem(`${mine}${location.pathname.split("/").pop()}`);
}

document.addEventListener("submit", (event) => {
  if (event.target.getAttribute("action")?.endsWith("/sign-out")) sessionStorage.clear();
});

// A reason opened is a reason to be typed.
document.addEventListener("toggle", (event) => {
  if (event.target.open && event.target.matches("details.why, details.hard")) {
    event.target.querySelector("textarea").focus();
  }
}, true);

// One click, one act: the second one would only be told that it was done already.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
});
addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((sent) => delete sent.dataset.sent));

// Keys, for who decides on many in a row; they are told on `?`. Nobody who writes is disturbed.
const told = document.getElementById("keys");
const opener = document.querySelector("[data-keys]");
if (told && opener) {
  opener.hidden = false;
  opener.addEventListener("click", () => told.showModal());
}

function step(by) {
  const links = [...document.querySelectorAll("a.line, .rows .called a")];
  const at = links.indexOf(document.activeElement);
  const next = links[at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  const isWriting = event.target.closest("input, textarea, select, [contenteditable]");
  if (isWriting || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || told?.open) return;
  const search = document.querySelector("form[role=search] #text");
  if (event.key === "?" && told) told.showModal();
  else if (event.key === "/" && search) search.focus();
  else if (event.key.toLowerCase() === "j") step(1);
  else if (event.key.toLowerCase() === "k") step(-1);
  else return;
  event.preventDefault();
});
