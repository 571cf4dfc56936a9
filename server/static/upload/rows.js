// One row a file: on its way, half sent before, or stored with its verdict.

import { cutter } from "./cut.js";
import { h, icon, replace, said } from "./dom.js";
import { isLooking } from "./items.js";
import { left, size } from "./words.js";

const WORDS = {
  asking: "还没有传", queued: "排队中，等前面的传完", sending: "正在传", waiting: "稍等一下，马上接着传", paused: "已暂停", failed: "没有传成", done: "传完了，正在入库",
};
const ON = ["queued", "sending", "waiting"];
const button = (text, act, look = "plain") => h("button", { type: "button", class: look, onclick: act }, text);

// A file on its way.
export function jobRow(sending) {
  const bar = h("progress", { max: 100, value: 0 });
  const told = h("p", { class: "told", role: "status" });
  const notes = h("div");
  const buttons = h("div", { class: "buttons" });
  const name = h("p", { class: "name" });
  const node = h("li", { class: "row job" }, name, bar, told, notes, buttons);
  let before = "";
  let offered = "";
  return {
    node,
    update({ job }) {
      const percent = job.size ? Math.floor((job.sent / job.size) * 100) : 0;
      bar.value = percent;
      bar.setAttribute("aria-label", `${job.name} ${percent}%`);
      bar.hidden = job.state === "asking";
      const eta = job.state === "sending" && job.speed > 0 ? left((job.size - job.sent) / job.speed) : "";
      const word = job.state === "waiting" && job.isLost ? "网络断了，恢复后自动接着传" : WORDS[job.state];
      told.textContent = [word, job.state === "asking" ? "" : `${percent}%`, eta].filter(Boolean).join("　");
      if (before === job.state) return;
      before = job.state;
      node.dataset.state = job.state;
      replace(name, h("strong", {}, job.name), ` ${size(job.size)}`);
      replace(notes, job.state === "asking" ? job.asks.map((text) => said("must", null, text)) : [], job.sentence && job.state === "failed" ? said("must", null, job.sentence) : null);
      const offers = ON.includes(job.state) ? "on" : job.state;
      if (offers === offered) return; // a line that breaks takes no button from under the finger
      offered = offers;
      replace(buttons, ...actions(job, sending));
    },
  };
}

const counted = (file) => (file.facts?.questions === undefined ? "" : `　${file.facts.questions} 道题`);

function actions(job, sending) {
  const cancel = button(job.state === "asking" ? "不传了" : "取消", () => sending.cancel(job), "quiet");
  if (job.state === "asking") return [job.isEmpty ? null : button("仍然上传", () => sending.agree(job)), cancel];
  if (job.state === "paused") return [button("继续传", () => sending.resume(job)), cancel];
  if (job.state === "failed") return [button("再试一次", () => sending.resume(job)), cancel];
  if (job.state === "done") return [];
  return [button("暂停", () => sending.pause(job)), cancel];
}

// Begun before and not finished: the browser cannot open the file again by itself.
export function halfRow({ choose, forget }) {
  const node = h("li", { class: "row half" });
  let before = null;
  return {
    node,
    update({ upload }) {
      if (before === upload.offset) return;
      before = upload.offset;
      const percent = Math.floor((upload.offset / upload.length) * 100);
      replace(
        node,
        h("p", { class: "name" }, h("strong", {}, upload.filename), ` ${size(upload.length)}`),
        h("progress", { max: 100, value: percent, "aria-label": `${upload.filename} ${percent}%` }),
        said("mind", "上次传到一半", h("p", {}, `已传 ${percent}%。请再选一次这个文件，会从断开的地方接着传。`)),
        h("div", { class: "buttons" }, button("再选一次，接着传", choose, ""), button("不要了", forget, "quiet")),
      );
    },
  };
}

// A stored file with its verdict.
export function fileRow({ item, rename, remove, cut, isEditable, open }) {
  const picture = h("a", { class: "picture", target: "_blank", rel: "noopener" });
  const name = h("p", { class: "name small soft" });
  const title = h("input", { type: "text", maxlength: 80, placeholder: item.example ? `例如 ${item.example}` : "给它起个名称", "aria-label": "名称" });
  const kept = h("span", { class: "small soft", role: "status" });
  const verdict = h("div", { role: "status" });
  const mending = mendingRow();
  const cutting = h("div", { class: "across" });
  const buttons = h("div", { class: "buttons" });
  const named = item.isPerson ? null : h("label", { class: "titled" }, h("span", { class: "small" }, "名称 ", kept), title);
  const node = h("li", { class: "row file" }, picture, h("div", { class: "body" }, named, name, verdict, mending.node, buttons), cutting);
  let held = null;
  let drawn = "";
  let naming = Promise.resolve(); // one after the other: the last name is the one that stays
  let ahead = 0; // names that are on their way: no look at the house puts an older one back
  title.addEventListener("change", () => {
    kept.textContent = "正在保存……";
    ahead += 1;
    const name = title.value.trim();
    naming = naming.then(async () => {
      const word = await rename(held.id, name).then(() => "✓ 已保存", (fault) => `没有保存：${fault.message}`);
      ahead -= 1;
      if (!ahead) kept.textContent = word;
    });
  });
  return {
    node,
    update({ file }) {
      held = file;
      if (!ahead && document.activeElement !== title && (file.title ?? "") !== title.value) title.value = file.title ?? "";
      title.readOnly = !isEditable;
      if (file.url) picture.href = file.url;
      mending.update(file);
      const looks = JSON.stringify([file.state, file.is_mending, file.findings, Boolean(file.preview), isEditable]);
      if (looks === drawn) return;
      drawn = looks;
      node.dataset.state = isLooking(file) ? "looking" : file.findings.some((one) => one.level === "must") ? "must" : "good";
      replace(name, `${file.filename}　${size(file.size)}${counted(file)}${file.mended_from ? "　修正过，原件仍保留" : ""}`);
      replace(picture, file.preview ? h("img", { src: file.preview, alt: `查看 ${file.title || file.filename}` }) : h("span", {}, file.url ? "打开" : "…"));
      replace(verdict, ...verdicts(file));
      const isLong = isEditable && !file.is_mending && file.findings.some((one) => one.fix === "trim");
      if (!isLong) replace(cutting);
      else if (!cutting.firstChild) replace(cutting, cutter({ file, item, cut })); // times that were chosen stay
      replace(buttons, open && hasQuestions(file) ? button(isEditable ? "逐题查看和修改" : "逐题查看", () => open(held.id)) : null, isEditable ? twice("删除", "确定删除？再点一次", () => remove(file.id)) : null);
    },
  };
}

// Rows that were read: those of a file that lacks a column or its table were not.
const hasQuestions = (file) => !isLooking(file) && file.facts && !file.facts.fault && file.facts.questions !== undefined && !file.findings.some((one) => one.rule.endsWith(".missing"));

function verdicts(file) {
  if (file.is_mending) return [];
  if (isLooking(file)) return [said("busy", "检查中……", h("p", { class: "small" }, "一般几秒钟，大视频要久一些。可以先去忙别的。"))];
  if (!file.findings.length) return [said("good", "合格")];
  return file.findings.map((finding) => said(finding.level === "must" ? "must" : "mind", null, finding.sentence));
}

// How far a mend is. What takes minutes tells so, and that nobody has to wait for it.
function mendingRow() {
  const bar = h("progress", { max: 100 });
  const told = h("p", { class: "told", role: "status" });
  const node = h("div", { class: "mending", hidden: true }, bar, told, h("p", { class: "small soft" }, "大视频要几分钟。可以先去忙别的，关掉页面也会继续做。"));
  return {
    node,
    update(file) {
      node.hidden = !file.is_mending;
      if (!file.is_mending) return;
      const percent = file.progress;
      if (percent === null || percent === undefined) bar.removeAttribute("value");
      else bar.value = percent;
      told.textContent = percent === null || percent === undefined ? "正在修正，排队中……" : `正在修正　${percent}%`;
      bar.setAttribute("aria-label", told.textContent);
    },
  };
}

// What cannot be undone asks twice, without a dialog.
export function twice(text, again, act) {
  const made = button(text, () => {
    if (made.dataset.armed) {
      made.disabled = true;
      act().catch(() => { made.disabled = false; });
      return;
    }
    made.dataset.armed = "1";
    made.textContent = again;
    setTimeout(() => { delete made.dataset.armed; made.textContent = text; }, 4000);
  }, "quiet");
  return made;
}

export const mark = (kind) => (kind === "soft" || kind === "todo" ? "○" : icon(kind));
