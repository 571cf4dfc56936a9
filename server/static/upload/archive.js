// All files of the entry in one archive: packed by the server while the page waits, then one link.

import { h, replace, said } from "./dom.js";
import { Lost, api, patiently, pause } from "./network.js";
import { size } from "./words.js";

const LOOK_AGAIN = 1500; // ms

export function taking(page) {
  const told = h("div", { role: "status" });
  const ask = h("button", { type: "button", class: "plain wide-button", onclick: begin }, "下载全部材料");
  const form = h("a", { class: "button plain wide-button", href: `/api/v1/entries/${page.id}/form.docx` }, "下载申报表（Word）");
  const path = `/entries/${page.id}/archive`;

  async function begin() {
    ask.disabled = true;
    try {
      await follow(await patiently(() => api(path, { method: "POST" })));
    } catch (fault) {
      replace(told, said("must", null, fault instanceof Lost ? "网络断了，请稍后再点一次。" : fault.message));
    }
    ask.disabled = false;
  }

  async function follow(held) {
    while (held.state === "waiting") {
      replace(told, waiting(held));
      await pause(LOOK_AGAIN);
      try {
        held = await patiently(() => api(path));
      } catch (fault) {
        if (fault.code !== "archive.unknown") throw fault;
        held = await patiently(() => api(path, { method: "POST" })); // the entry has changed meanwhile
      }
    }
    if (held.state === "failed") replace(told, said("must", null, "这次没有打包成功，文件都在。请再点一次“下载全部材料”。"));
    else replace(told, said("good", "打包好了", h("p", {}, h("a", { class: "button", href: held.url, download: held.name }, `下载（${size(held.size)}）`)), h("p", { class: "small" }, "断了可以接着下。链接一小时内有效，过后再点一次“下载全部材料”。")));
  }

  return h("section", { class: "card", id: "take" }, h("h2", {}, "把材料带走"), h("p", { class: "soft" }, "申报表（Word）和照片、视频、题库、音频、盖章材料，分文件夹放在一个压缩包里，可以交给工会或自己留底。"), told, h("div", { class: "buttons" }, ask, form));
}

function waiting(held) {
  const percent = held.progress ?? 0;
  return said("busy", "正在打包……", h("progress", { max: 100, value: percent, "aria-label": `打包 ${percent}%` }), h("p", { class: "small" }, "视频大的要几分钟，可以先做别的，不要关这一页。"));
}
