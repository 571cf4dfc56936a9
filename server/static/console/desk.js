// At the auditor's desk: phrases go into the box by a click, marks jump in the film and take the time it stands at.
"use strict";

document.addEventListener("click", (event) => {
  const phrase = event.target.closest(".phrase");
  if (phrase) put(phrase);
  const mark = event.target.closest("[data-seek]");
  if (mark) jump(mark);
});

function put(phrase) {
  const box = document.querySelector(`textarea[name="${phrase.parentElement.dataset.into}"]`);
  const text = phrase.textContent;
  if (!box || box.value.includes(text)) return;
  box.value = box.value.trim() ? `${box.value.trim()} ${text}` : text;
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true })); // counted and kept like what is typed
}

function jump(mark) {
  const film = mark.closest("figure").querySelector("video");
  const to = Number(mark.dataset.seek);
  film.scrollIntoView({ block: "center" });
  if (film.readyState > 0) film.currentTime = to;
  else {
    film.addEventListener("loadedmetadata", () => { film.currentTime = to; }, { once: true });
    film.preload = "metadata";
    film.load();
  }
}

// A mark that is opened is set where the film stands.
document.addEventListener("toggle", (event) => {
  if (!event.target.open || !event.target.matches("details.mark-new")) return;
  const film = event.target.closest("figure").querySelector("video");
  const time = event.target.querySelector("[name=time]");
  film.pause();
  if (!time.value) {
    const at = Math.floor((film.currentTime || 0) * 10) / 10;
    const seconds = (at % 60).toFixed(at % 1 ? 1 : 0).padStart(at % 1 ? 4 : 2, "0");
    time.value = `${Math.floor(at / 60)}:${seconds}`;
  }
  event.target.querySelector("[name=note]").focus();
}, true);
