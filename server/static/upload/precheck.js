// Looks at a file before a byte is sent: kind, size, pixels, length. Says what the server will refuse; never decides.

import * as kinds from "./kinds.js";
import { fault, sentence } from "./words.js";

const PATIENCE = 6000; // ms; a film the browser cannot read is left to the server

const OPERATORS = {
  min: (measured, wanted) => measured >= wanted,
  max: (measured, wanted) => measured <= wanted,
  is: (measured, wanted) => String(measured) === String(wanted),
  one_of: (measured, wanted) => wanted.includes(measured),
  fits: (measured, wanted) => measured[0] >= wanted[0] && measured[1] >= wanted[1],
};
const FIRST_BYTES = JSON.parse(document.getElementById("first-bytes").textContent);

// Sentences of what would not pass and could not be mended with one tap.
export async function look(file, item) {
  if (file.size === 0) return { empty: true, sentences: ["是空文件（0 字节），可能还没有保存好，请重新选择。"] };
  const known = kinds.facts(item.kind, await kinds.head(file, FIRST_BYTES), file.name, FIRST_BYTES);
  if (known.fault) return { empty: false, sentences: [fault(known.fault)] };
  const facts = { bytes: file.size, ...known, ...(await frame(file, item.kind)) };
  const failed = new Map();
  for (const rule of item.rules) {
    const measured = facts[rule.fact];
    if (measured === undefined || rule.level !== "must" || !OPERATORS[rule.op]) continue;
    if (!OPERATORS[rule.op](measured, rule.value) && !mends(rule, facts)) failed.set(`${rule.fact}.${rule.op}`, sentence(rule, measured, item.label));
  }
  if (failed.has("landscape.is")) failed.delete("frame.is"); // one sentence about the same thing
  return { empty: false, sentences: [...failed.values()].filter(Boolean) };
}

// The server scales down and presses; it never scales up, turns or stretches.
function mends(rule, facts) {
  if (!rule.fix) return false;
  if (rule.fact === "format") return facts.format !== "GIF";
  if (rule.fact !== "frame") return true;
  const [wide, high] = facts.frame;
  const [w, h] = rule.value;
  return wide >= w && high >= h && Math.abs((wide * h) / (high * w) - 1) < 0.01;
}

function seen(width, height) {
  if (!width || !height) return {};
  return { pixels: [Math.max(width, height), Math.min(width, height)], frame: [width, height], landscape: width >= height };
}

async function frame(file, kind) {
  if (kind !== "photo" && kind !== "video" && kind !== "audio") return {};
  const address = URL.createObjectURL(file);
  const watch = kind === "photo" ? picture : film;
  try {
    return await Promise.race([watch(address), new Promise((go) => setTimeout(go, PATIENCE, {}))]);
  } finally {
    URL.revokeObjectURL(address);
  }
}

function picture(address) {
  return new Promise((go) => {
    const made = new Image();
    made.onload = () => go(seen(made.naturalWidth, made.naturalHeight));
    made.onerror = () => go({});
    made.src = address;
  });
}

function film(address) {
  return new Promise((go) => {
    const made = document.createElement("video");
    made.preload = "metadata";
    made.muted = true;
    made.onloadedmetadata = () => {
      const seconds = Number.isFinite(made.duration) ? { seconds: made.duration } : {};
      go({ ...seconds, ...seen(made.videoWidth, made.videoHeight) });
    };
    made.onerror = () => go({});
    made.src = address;
  });
}
