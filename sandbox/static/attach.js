// The ＋ panel: pictures, voices, videos, places, links, files, and the scanning of a code.
import { get, post, postFile } from "./api.js";
import * as dialog from "./dialog.js";
import { find, h, sign } from "./dom.js";

const FILES = { image: ["图片", "image/*"], voice: ["语音", "audio/*,.amr"], video: ["视频", "video/*"], file: ["文件", ""] };
const SHOWN = { image: "图片", voice: "语音", video: "视频", location: "位置", link: "链接", file: "文件" };

function askFile(kind, send) {
  const [name, accept] = FILES[kind];
  const chosen = h("b", {}, `选择${name}……`);
  const input = h("input.hidden", { type: "file", accept, name: "file", onchange: () => (chosen.textContent = input.files[0]?.name || `选择${name}……`) });
  const said = kind === "voice" ? dialog.field("说的话（微信识别出来的文字，可以不填）", { name: "recognition", maxLength: 1000, autocomplete: "off" }) : null;
  const told = () => ({ kind, ...(said?.querySelector("input").value.trim() ? { recognition: said.querySelector("input").value.trim() } : {}) });
  const sample = h("button.plain.wide", { type: "button", onclick: () => dialog.run(() => send(told(), null)) }, `不选文件，发一个示例${name}`);
  const about = kind === "file" ? h("p.note", {}, "和真的微信一样：公众号只知道文件名和大小，取不到内容。") : null;
  dialog.open(`发送${name}`, "发送所选", [said, h("label.plain.wide.pick", {}, chosen, input), sample, about].filter(Boolean), () => {
    if (!input.files[0]) throw new Error(`还没有选择${name}。请先选择，或发示例。`);
    return send(told(), input.files[0]);
  });
}

function askPlace(send) {
  const label = dialog.field("地点", { name: "label", value: "安徽省合肥市" });
  const x = dialog.field("纬度", { name: "x", value: "31.8206", inputMode: "decimal" });
  const y = dialog.field("经度", { name: "y", value: "117.2272", inputMode: "decimal" });
  dialog.open("发送位置", "发送", [label, x, y], (form) => send({ kind: "location", label: form.label.value, x: form.x.value, y: form.y.value }, null));
}

function askLink(send) {
  const fields = [
    dialog.field("标题", { name: "title", value: "创新成果视频" }), dialog.field("说明", { name: "description", value: "" }),
    dialog.field("地址", { name: "url", value: "https://example.com/video", inputMode: "url" }),
  ];
  dialog.open("发送链接", "发送", fields, (form) => send({ kind: "link", title: form.title.value, description: form.description.value, url: form.url.value }, null));
}

/** The codes the account has made, or one typed in. `doing(scene)` scans it. */
export async function askScene(title, doing) {
  const { items } = await get("/phone/scenes");
  const known = items.map((scene) => h("button.plain.wide", { type: "button", onclick: () => dialog.run(() => doing(scene)) }, scene));
  const about = items.length ? "公众号做过的二维码：" : "公众号还没有做过带参数的二维码。可以输入一个场景值试试。";
  const input = dialog.field("场景值（scene）", { name: "scene", maxLength: 200, autocomplete: "off" });
  dialog.open(title, "扫码", [h("p.note", {}, about), h("div.scenes", {}, known), input], (form) => {
    if (!form.scene.value.trim()) throw new Error("请输入或点选一个场景值。");
    return doing(form.scene.value.trim());
  });
}

export function toggle(open = find("attach").hidden) {
  find("attach").hidden = !open;
  find("plus").setAttribute("aria-expanded", String(open));
}

/** `whom()` gives the openid; `took(answer)` shows what came of it. */
export function start(whom, took) {
  const send = async (told, file) => {
    const path = `/phone/${encodeURIComponent(whom())}/send`;
    took(await (file ? postFile(path, told, file) : post(path, told)));
    toggle(false);
  };
  const asking = { location: askPlace, link: askLink };
  find("attach").replaceChildren(
    ...Object.entries(SHOWN).map(([kind, name]) =>
      h("button", { type: "button", onclick: () => (asking[kind] ? asking[kind](send) : askFile(kind, send)) }, h("span", {}, sign(kind)), name)),
  );
  find("plus").addEventListener("click", () => toggle());
}
