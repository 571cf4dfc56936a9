// Pictures large: zoom, turn, the next one by arrow keys. Without this file a picture opens in a tab of its own.
"use strict";

(() => {
  const viewer = document.getElementById("viewer");
  const links = [...document.querySelectorAll("a[data-large]")];
  if (!viewer || !links.length) return;
  const picture = viewer.querySelector("img");
  const stage = viewer.querySelector(".viewer-stage");
  const told = (name) => viewer.querySelector(`[data-${name}]`);
  const STEP = 1.4;
  const MOST = 8;
  let at = 0;
  let scale = 1; // of what fits the stage
  let turns = 0;

  function draw() {
    const isSideways = turns % 2 === 1;
    const [wide, high] = [picture.naturalWidth, picture.naturalHeight];
    if (!wide) return;
    const [w, h] = isSideways ? [high, wide] : [wide, high];
    const fit = Math.min(stage.clientWidth / w, stage.clientHeight / h, 1);
    picture.style.width = `${wide * fit * scale}px`;
    picture.style.transform = turns ? `rotate(${turns * 90}deg)` : "";
    const over = isSideways ? ((wide - high) * fit * scale) / 2 : 0; // a turned picture keeps its place in the flow
    picture.style.margin = over ? `${over}px ${-over}px` : "";
  }

  function show(number) {
    at = (number + links.length) % links.length;
    const link = links[at];
    scale = 1;
    turns = 0;
    picture.style.visibility = "hidden"; // a browser shows the one before, under this one's name, until this one is there
    picture.src = link.dataset.large;
    picture.alt = link.dataset.title;
    told("name").textContent = link.dataset.title;
    told("facts").textContent = link.dataset.facts;
    told("said").textContent = (link.dataset.said || "").trim();
    told("count").textContent = `${at + 1}/${links.length}`;
  }

  function zoom(by) {
    const [x, y] = [stage.scrollLeft + stage.clientWidth / 2, stage.scrollTop + stage.clientHeight / 2];
    const before = scale;
    scale = Math.min(MOST, Math.max(1, scale * by));
    draw();
    stage.scrollLeft = (x * scale) / before - stage.clientWidth / 2; // what was in the middle stays there
    stage.scrollTop = (y * scale) / before - stage.clientHeight / 2;
  }

  const ACTS = {
    back: () => show(at - 1),
    on: () => show(at + 1),
    larger: () => zoom(STEP),
    smaller: () => zoom(1 / STEP),
    fit: () => { scale = 1; draw(); },
    turn: () => { turns = (turns + 1) % 4; draw(); },
    close: () => viewer.close(),
  };
  const KEYS = { ArrowLeft: "back", ArrowRight: "on", "+": "larger", "=": "larger", "-": "smaller", 0: "fit", r: "turn" };

  for (const end of ["load", "error"]) {
    picture.addEventListener(end, () => {
      picture.style.visibility = "";
      draw();
    });
  }
  addEventListener("resize", () => viewer.open && draw());
  for (const [number, link] of links.entries()) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      viewer.showModal();
      show(number);
      stage.focus();
    });
  }
  viewer.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act) ACTS[act]();
  });
  viewer.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    if (scale > 1 && event.key.startsWith("Arrow")) return; // a large picture is moved by the arrows
    event.preventDefault();
    event.stopPropagation();
    ACTS[act]();
  });
  stage.addEventListener("dblclick", () => zoom(scale > 1 ? 1 / scale : STEP * STEP));
  viewer.addEventListener("close", () => links[at].focus());

  let held = null; // dragged by the mouse; a finger scrolls by itself
  stage.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse") held = [event.clientX + stage.scrollLeft, event.clientY + stage.scrollTop];
  });
  addEventListener("pointermove", (event) => {
    if (held) stage.scrollTo(held[0] - event.clientX, held[1] - event.clientY);
  });
  addEventListener("pointerup", () => { held = null; });
  picture.addEventListener("dragstart", (event) => event.preventDefault());
})();
