// One item of the declaration: what is wanted, the way to choose files, its rows, its verdicts.

import { h, keyed, replace, said } from "./dom.js";
import { fixes, matches, stored } from "./items.js";
import * as letters from "./letters.js";
import { look } from "./precheck.js";
import { fileRow, halfRow, jobRow, mark } from "./rows.js";
import { fixWords, limits } from "./words.js";

const ACCEPTS = { photo: "image/*", video: "video/*", audio: "audio/*", bank: ".xlsx,.docx,.xls,.et,.doc,.wps", paper: "image/*,application/pdf" };
const CHOOSE = { photo: "选照片", video: "选视频", audio: "选音频", bank: "选题库文件", paper: "拍照或选文件" };
const RUBBISH = /^(\.|Thumbs\.db$|desktop\.ini$|~\$)/i;

export function section(item, page) {
  const input = h("input", { type: "file", multiple: true, accept: ACCEPTS[item.kind], class: "hidden-input", id: `choose-${item.id}`, tabindex: "-1", "aria-hidden": "true" });
  const badge = h("span", { class: "state" });
  const get = h("div", { class: "get" });
  const notes = h("div", { class: "notes" });
  const rows = h("ul", { class: "rows files" });
  const taps = h("div", { class: "buttons" });
  const pick = h("button", { type: "button", class: "pick", onclick: () => input.click() }, `＋ ${CHOOSE[item.kind] ?? "选文件"}`);
  const write = h("button", { type: "button", class: "plain wide-pick", onclick: begin }, "不用文件，在这里一道一道写");
  const drop = h("p", { class: "drop small soft" }, "也可以把文件或整个文件夹拖到这里");
  const node = h(
    "section", { class: "card item", id: `item-${item.id}`, tabindex: "-1", "aria-labelledby": `label-${item.id}` },
    h("div", { class: "head" }, h("h2", { id: `label-${item.id}` }, item.label), badge),
    h("ul", { class: "limits" }, limits(item).map((text) => h("li", {}, text))),
    item.hint ? h("details", {}, h("summary", {}, "通知怎么要求"), h("p", { class: "hint" }, item.hint), item.example ? h("p", { class: "small soft" }, `名称举例：${item.example}`) : null) : null,
    get, notes, rows, taps, input, pick, drop, item.type === "bank" ? write : null,
  );
  const take = (files) => choose(files, item, page);
  async function begin() {
    write.disabled = true; // a second tap would begin a second bank
    await page.writeBank(item);
    write.disabled = false;
  }
  input.addEventListener("change", () => { take([...input.files]); input.value = ""; });
  dropping(node, take, page);

  let drawn = "";
  return {
    node,
    item,
    update(stand) {
      keyed(rows, listed(stand, page.half(item), page.sending.of(item)), (row) => made(row, item, page, input));
      rows.hidden = !rows.childElementCount;
      const looks = JSON.stringify([stand.text, stand.files.length, stand.whole, fixes(stand), stand.reason, page.isEditable(), letters.standing(item, page)]);
      if (looks === drawn) return;
      drawn = looks;
      replace(get, ...letters.downloads(item, page));
      get.hidden = !get.childElementCount;
      badge.className = `state ${stand.kind}`;
      replace(badge, h("span", { "aria-hidden": "true" }, `${mark(stand.kind)} `), stand.text);
      input.disabled = pick.disabled = !page.isEditable();
      pick.hidden = drop.hidden = write.hidden = !page.isEditable();
      pick.textContent = stand.files.length ? `＋ 再${CHOOSE[item.kind] ?? "选文件"}` : `＋ ${CHOOSE[item.kind] ?? "选文件"}`;
      replace(notes, stand.reason ? said("must", "退回的原因", h("p", { class: "hint" }, stand.reason)) : null, ...spoken(stand));
      const offered = page.isEditable() ? together(fixes(stand), item) : [];
      keyed(taps, offered.map((row) => ({ key: row.fix, ...row })), (row) => tap(row.fix, item, page));
    },
  };
}

// What is said of the item as a whole. An empty one has its badge and its limits, and nobody did anything wrong yet.
function spoken(stand) {
  if (stand.isMoving || stand.isChecking || !stand.files.length) return [];
  return stand.whole.map((finding) => said(finding.level === "must" ? "must" : "mind", null, finding.sentence));
}

function listed(stand, uploads, jobs) {
  return [
    ...stand.files.map((file) => ({ key: `file:${file.id}`, file })),
    ...uploads.map((upload) => ({ key: `upload:${upload.id}`, upload })),
    ...jobs.map((job) => ({ key: job.key, job })),
  ];
}

function made(row, item, page, input) {
  if (row.job) return jobRow(page.sending);
  if (row.upload) return halfRow({ choose: () => input.click(), forget: () => page.forget(row.upload.id) });
  return fileRow({ item, rename: page.rename, remove: page.remove, cut: (file, start, end) => page.cut(item.field, file, start, end), isEditable: page.isEditable(), open: item.type === "bank" ? page.openBank : null });
}

// Photos need one tap, whatever each of them needs.
function together(found, item) {
  if (item.kind !== "photo" || found.length < 2) return found;
  return [{ fix: null, count: found.reduce((sum, { count }) => sum + count, 0) }];
}

// One button a fix, whose words change where it stands: a check that ends takes it from under nobody's finger.
function tap(fix, item, page) {
  const node = h("button", { type: "button", class: "fix", onclick: async () => {
    node.disabled = true;
    await page.fix(item.field, fix).catch((fault) => page.tell(fault.message));
    node.disabled = false;
  } });
  return { node, update({ count }) { node.textContent = `修正：${fixWords(fix, count)}`; } };
}

// Files a person chose: those begun before go on, what would be refused is asked about first.
async function choose(files, item, page) {
  const here = stored(item, page.entry()).map((file) => `${file.filename}/${file.size}`);
  for (const file of files.filter((one) => !RUBBISH.test(one.name))) {
    const upload = page.half(item).find((one) => matches(one, file));
    if (upload) {
      page.sending.add(file, item, { upload });
      continue;
    }
    const { sentences, empty } = await look(file, item);
    if (here.includes(`${file.name}/${file.size}`)) sentences.unshift("这个文件好像已经传过了，名字和大小都一样。");
    page.sending.add(file, item, { asks: sentences, isEmpty: empty });
  }
}

function dropping(node, take, page) {
  const over = (is) => (event) => {
    event.preventDefault();
    node.classList.toggle("over", is && page.isEditable());
  };
  node.addEventListener("dragover", over(true));
  node.addEventListener("dragleave", over(false));
  node.addEventListener("drop", async (event) => {
    over(false)(event);
    if (page.isEditable()) take(await dropped(event.dataTransfer));
  });
}

// Files of a drop, folders opened.
async function dropped(transfer) {
  const entries = [...transfer.items].map((one) => one.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files];
  return (await Promise.all(entries.map(opened))).flat();
}

async function opened(entry) {
  if (entry.isFile) return [await new Promise((go, no) => entry.file(go, no))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((go, no) => reader.readEntries(go, no)); // at most 100 at a time
    if (!some.length) break;
    found.push(...some);
  }
  return (await Promise.all(found.map(opened))).flat();
}
