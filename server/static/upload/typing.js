// What is being typed counts as written when its page goes out of sight: a phone closes a page without a word, and its back
// button takes a form away before the field is left.

let typing = null;

addEventListener("input", (event) => { typing = event.target; });
addEventListener("change", () => { typing = null; });

// Those who keep what is written hear of the field that is being typed in.
export function written() {
  const field = typing;
  typing = null;
  if (field?.isConnected) field.dispatchEvent(new Event("change", { bubbles: true }));
}

addEventListener("visibilitychange", () => document.hidden && written());
addEventListener("pagehide", written);
