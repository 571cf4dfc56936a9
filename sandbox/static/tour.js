// The whole campaign in about a minute: day after day to its end, and what was sent on each.
import { get, post } from "./api.js";
import * as clock from "./clock.js";
import { find, h } from "./dom.js";

const DAY = 86400_000;
const OFTEN = 5 * DAY; // of the last days, when reminders come several times a day
const HOURS = { usual: ["09:01"], last: ["09:01", "15:01", "19:01"] }; // a minute after reminders are due
const LOOK = 350; // ms between two looks
const SHOWN = 2; // looks at least of a day, so that eyes can follow
const MOST = 150; // looks of one day: a house that sends for longer is not waited for
const WAYS = { template: "模板", subscription: "订阅", custom: "客服", group: "群", mail: "邮件", refused: "未送出" };
let stopping = false;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const dayOf = (ms) => clock.inputOf(ms).slice(0, 10);

/** Mails by house day, from the instant the tour began. */
async function mails(since) {
  const counts = {};
  for (const one of (await get("/machine/mails")).items) {
    const at = new Date(one.at).getTime();
    if (at >= since) counts[dayOf(at)] = (counts[dayOf(at)] || 0) + 1;
  }
  return counts;
}

async function tally(after, since) {
  const iso = `${clock.inputOf(since)}:00+08:00`;
  const [told, posted] = await Promise.all([get(`/platform/tally?after=${after}&since=${encodeURIComponent(iso)}`), mails(since)]);
  const rows = new Map(told.items.map((row) => [row.day, { ...row, mail: 0 }]));
  for (const [day, count] of Object.entries(posted)) rows.set(day, { day, ...rows.get(day), mail: count });
  return [...rows.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

const total = (rows, way) => rows.reduce((sum, row) => sum + (row[way] || 0), 0);

function table(rows) {
  const ways = Object.keys(WAYS);
  const cell = (count, way) => h(`td${count ? `.some.${way}` : ""}`, {}, count ? String(count) : "·");
  const head = h("tr", {}, h("th", { scope: "col" }, "日期"), ways.map((way) => h("th", { scope: "col" }, WAYS[way])));
  const body = rows.map((row) => h("tr", {}, h("th", { scope: "row" }, `${Number(row.day.slice(5, 7))}月${Number(row.day.slice(8))}日`), ways.map((way) => cell(row[way] || 0, way))));
  const foot = h("tr", {}, h("th", { scope: "row" }, "合计"), ways.map((way) => h("td", {}, String(total(rows, way)))));
  return h("table.tally", {}, h("caption", {}, "这一遍里，每天各途径发出的条数"), h("thead", {}, head), h("tbody", {}, body), h("tfoot", {}, foot));
}

function draw(rows) {
  const all = Object.keys(WAYS).reduce((sum, way) => sum + total(rows, way), 0);
  const none = h("p.empty", {}, "还没有发出消息。", h("br"), "有没交的草稿、没办的确认，才会有提醒。");
  find("tour-table").replaceChildren(all ? table(rows) : none);
}

/** Waits until the house has sent all that is due; `draws` shows what came. */
async function settled(draws = async () => {}) {
  for (let look = 1; look <= MOST && !stopping; look += 1) {
    await pause(LOOK);
    const { pending } = await get("/machine/pending");
    if (!pending && look >= SHOWN) break;
  }
  await draws();
}

function stopsOf(from, to) {
  const found = [];
  for (let day = from; day < to + DAY; day += DAY) {
    const hours = day > to - OFTEN ? HOURS.last : HOURS.usual;
    found.push(...hours.map((hour) => new Date(`${dayOf(day)}T${hour}:00+08:00`).getTime()));
  }
  return [...found.filter((at) => at > from && at < to), to];
}

function progress(done, of, words) {
  find("tour-bar").hidden = false;
  find("tour-bar").max = of;
  find("tour-bar").value = done;
  find("tour-note").textContent = words;
}

async function run(to) {
  await clock.refresh();
  const since = clock.houseNow();
  if (since >= to) return progress(1, 1, "业务时间已经过了这一天；时光机只能向前。");
  progress(0, 1, "先把已经到期的发完……");
  await settled();
  const after = (await get("/platform/tally")).last;
  draw([]);
  const stops = stopsOf(since, to);
  for (const [index, at] of stops.entries()) {
    if (stopping) return progress(index, stops.length, "停在了这里。再点一次，从这里接着走。");
    progress(index, stops.length, `正在过 ${clock.dayMinuteOf(at)}……`);
    clock.took(await post("/machine/clock", { now: new Date(at).toISOString() }));
    await settled(async () => draw(await tally(after, since)));
  }
  progress(stops.length, stops.length, "过完了。");
}

/** `moved` is called when the tour has ended, wherever it ended. */
export function start(moved) {
  const button = find("tour");
  const kept = [...button.childNodes].map((node) => node.cloneNode(true));
  let running = false;
  button.addEventListener("click", async () => {
    if (running) {
      stopping = true;
      return;
    }
    running = true;
    stopping = false;
    button.replaceChildren("停下");
    find("tour-result").hidden = false;
    try {
      await run(new Date(button.dataset.to).getTime());
      await moved();
    } catch (refused) {
      find("tour-note").textContent = `停了：${refused.message}`;
    } finally {
      running = false;
      button.replaceChildren(...kept.map((node) => node.cloneNode(true)));
    }
  });
}
