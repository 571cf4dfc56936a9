// Items that are saved one by one: what is typed while an answer is under way stays, and a lost network is said. Without this
// file an item is saved by loading the page anew.
"use strict";

const sent = new WeakMap(); // of each form what its boxes said when it was sent

const values = (form) => new Map([...form.elements].filter((box) => box.id && box.name && box.type !== "hidden").map((box) => [box.id, box.type === "checkbox" ? box.checked : box.value]));

function put(box, value) {
  if (box.type === "checkbox") box.checked = value;
  else box.value = value;
}

// Whether a row of the answer is of the person whose row it was: one above may have been taken out, here or elsewhere. A new
// one has the name that was sent; where that was refused, nobody's name.
function isTheirs(box, form, item, isRefused) {
  const row = /^person\.\d+/.exec(box.name)?.[0];
  if (!row) return true;
  const [was, is] = [form, item].map((place) => place.querySelector(`[name="${row}.id"]`)?.value);
  const name = item.querySelector(`[name="${row}.name"]`);
  return was ? was === is : name.defaultValue === (isRefused ? "" : sent.get(form).get(name.id).trim());
}

// A word about the saving, in place of the one before.
function say(item, text, role) {
  item.querySelectorAll("p.saved, p.refused").forEach((old) => old.remove());
  const said = document.createElement("p");
  said.className = role === "alert" ? "refused" : "saved";
  said.setAttribute("role", role);
  said.textContent = text;
  item.querySelector(".item-value")?.prepend(said);
}

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement;
  if (form.matches("article.item form")) sent.set(form, values(form));
});

// The answer brings the item as it was sent; one that was refused brings no people.
document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  const [form, item] = [ctx.sourceElement, tasks[0]?.fragment];
  if (!sent.has(form) || !item) return;
  const isRefused = item.querySelector("p.refused") !== null;
  let isKept = true;
  const later = [...values(form)].filter(([id, value]) => value !== sent.get(form).get(id));
  for (const [id, value] of isRefused ? values(form) : later) {
    const box = item.querySelector(`#${CSS.escape(id)}`);
    if (box && isTheirs(box, form, item, isRefused)) put(box, value);
    else isKept = false;
  }
  if (!later.length || isRefused) return;
  say(item, isKept ? "已保存；后来写的还没有保存，请再保存一次。" : "已保存；名单有变动，后来写的没有留住。请看一下，再写一次。", "status");
});

document.addEventListener("htmx:error", ({ target: form }) => {
  if (!sent.has(form)) return;
  delete form.dataset.sent; // it may be sent again
  say(form.closest("article.item"), "没有保存：网络断了。写的都还在，请再点一次保存。", "alert");
});
