// One dialog for everything that asks a few things first: files, places, links, codes.
import { find, h } from "./dom.js";

let act = null;

function fault(text) {
  find("dialog-fault").textContent = text;
  find("dialog-fault").hidden = !text;
}

/** A labelled field; `told` are the input's properties. */
export const field = (label, told) => h("label.field", {}, h("span", {}, label), h("input", told));

/** Opens it. `carry(form)` does the act; when it throws, its sentence stands here and the dialog stays. */
export function open(title, ok, children, carry) {
  find("dialog-title").textContent = title;
  find("dialog-ok").textContent = ok;
  find("dialog-body").replaceChildren(...children);
  fault("");
  act = carry;
  find("dialog").showModal();
  find("dialog-body").querySelector("input, button")?.focus();
}

export const close = () => find("dialog").close();

/** Runs an act of the dialog; used by its own buttons too. */
export async function run(doing) {
  const buttons = find("dialog").querySelectorAll("button");
  for (const button of buttons) button.disabled = true;
  try {
    await doing();
    close();
  } catch (refused) {
    fault(refused.message);
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

export function start() {
  find("dialog-cancel").addEventListener("click", close);
  find("dialog-form").addEventListener("submit", (event) => {
    event.preventDefault();
    run(() => act(find("dialog-form")));
  });
}
