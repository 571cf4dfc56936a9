// The list and the way through it by keys: rows are ticked, the next entry opens, the act is one key away.
"use strict";

const isWriting = (event) => event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
const way = (rel) => document.querySelector(`.trail a[rel=${rel}]`);

function tick() {
  const row = document.activeElement.closest(".queue-rows tr");
  const box = row?.querySelector("input[name=pick]");
  if (box) { box.checked = !box.checked; counted(); }
}

function toAct() {
  const act = document.querySelector("#act .acts .btn, #act button, .bulk [data-picked]");
  act?.focus();
  act?.scrollIntoView({ block: "center" });
}

const KEYS = {
  j: () => way("next")?.click(),
  n: () => way("next")?.click(),
  k: () => way("prev")?.click(),
  x: tick,
  d: toAct,
};

document.addEventListener("keydown", (event) => {
  if (isWriting(event) || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (document.getElementById("keys")?.open) return;
  if (/^[1-9]$/.test(event.key)) document.querySelectorAll(".views > a")[event.key - 1]?.click();
  else KEYS[event.key.toLowerCase()]?.();
});

// Out of the filters into the rows that they have left.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !event.target.closest("form[role=search]")) return;
  event.preventDefault(); // the browser would empty the field
  (document.querySelector(".rows .called a") ?? event.target).focus();
});

// How many are ticked stands on the button; one tick takes the page.
function counted() {
  const all = document.querySelector("[data-all]");
  const button = document.querySelector("[data-picked]");
  if (!button) return;
  const boxes = [...document.querySelectorAll("input[name=pick]")];
  const picked = boxes.filter((box) => box.checked).length;
  button.textContent = picked ? `办理勾选的 ${picked} 项` : "办理勾选的";
  button.disabled = !picked;
  if (all) {
    all.hidden = false;
    all.querySelector("input").checked = picked > 0 && picked === boxes.length;
  }
}

document.addEventListener("change", (event) => {
  if (event.target.closest("[data-all]")) {
    for (const box of document.querySelectorAll("input[name=pick]")) box.checked = event.target.checked;
  }
  if (event.target.closest("[data-all], .pick")) { event.stopPropagation(); counted(); }
});

// On a phone the list comes before the many filters, unless one of them is in force.
function folded() {
  const more = document.querySelector(".more-filters");
  const used = more?.querySelector(".chosen, input[type=date]:not([value=''])");
  if (more && !used && matchMedia("(max-width: 40rem)").matches) more.removeAttribute("open");
}

for (const change of [counted, folded]) {
  document.addEventListener("htmx:after:swap", change);
  change();
}
addEventListener("pageshow", counted);

// Who leaves an entry's page has it open no longer.
const held = document.getElementById("held");
if (held) {
  addEventListener("pagehide", () => {
    const told = new FormData();
    told.set("csrf_token", held.dataset.csrf);
    navigator.sendBeacon(held.dataset.release, told);
  });
}
