// House time as this page shows it: asked now and then, running on in between.
import { get } from "./api.js";

const CHINA = 8 * 3600_000;
const DAYS = "日一二三四五六";
let shift = null; // house time minus this computer's, in ms

const two = (number) => String(number).padStart(2, "0");

/** A moment's parts in China's zone, wherever this computer is. */
function parts(ms) {
  const at = new Date(ms + CHINA);
  return {
    year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate(), week: DAYS[at.getUTCDay()],
    hour: two(at.getUTCHours()), minute: two(at.getUTCMinutes()), second: two(at.getUTCSeconds()),
  };
}

export const houseNow = () => (shift === null ? null : Date.now() + shift);

export function minuteOf(ms) {
  const p = parts(ms);
  return `${p.hour}:${p.minute}`;
}

export function dayMinuteOf(ms) {
  const p = parts(ms);
  return `${p.month}月${p.day}日 ${p.hour}:${p.minute}`;
}

export function fullOf(ms) {
  const p = parts(ms);
  return `${p.year}年${p.month}月${p.day}日 周${p.week} ${p.hour}:${p.minute}:${p.second}`;
}

/** As `datetime-local` takes it. */
export function inputOf(ms) {
  const p = parts(ms);
  return `${p.year}-${two(p.month)}-${two(p.day)}T${p.hour}:${p.minute}`;
}

/** Takes the house's answer to a clock request. */
export function took(answer) {
  shift = new Date(answer.now).getTime() - Date.now();
  paint();
}

export const refresh = async () => took(await get("/machine/clock"));

function paint() {
  const now = houseNow();
  if (now === null) return;
  for (const place of document.querySelectorAll("[data-clock]")) {
    place.textContent = place.dataset.clock === "full" ? fullOf(now) : minuteOf(now);
  }
}

export function start() {
  setInterval(paint, 500);
}
