// What is over 100 MB: by the phone's own browser, made smaller here with consent, or from a computer.

const api = require("../../lib/api");
const entries = require("../../lib/entries");
const filed = require("../../lib/filed");
const files = require("../../lib/files");
const http = require("../../lib/http");
const screen = require("../../behaviors/screen");
const { trying } = require("../../lib/trying");
const uploads = require("../../lib/uploads");
const wayTo = require("../../lib/ways");

const LEAST_LINES = 1080; // never below: the notice asks for 1920×1080
const FAILED = "没有办成，请用另外两种办法。";

Page({
  behaviors: [screen],
  data: { name: "", size: "", isFilm: false, isCopied: false, url: "", page: "", fault: "", isBusy: false },
  told: /** @type {any} */ ({}),

  /** @param {any} told */
  onLoad(told) {
    this.told = told;
    const track = entries.track(entries.known(told.entry));
    const isFilm = !track || track.fields.some((/** @type {any} */ one) => one.key === told.field && filed.kind(one) === "video");
    this.setData({ isFilm, name: told.name ? decodeURIComponent(told.name) : "", size: told.size ? filed.size(Number(told.size)) : "", page: `${http.server()}/upload` });
  },

  onUnload() {
    this.isGone = true;
  },
  isGone: false,

  async copy() {
    await trying(this, async () => {
      const { url } = await api.call(`/entries/${this.told.entry}/upload-links`, { method: "POST", body: { field: this.told.field } });
      await wx.setClipboardData({ data: url });
      this.setData({ isCopied: true });
    }, { failed: FAILED });
  },

  /** The phone's own editor: the person chooses what stays. */
  async trim() {
    await this.make(() => /** @type {any} */ (wx.openVideoEditor(/** @type {any} */ ({ filePath: this.path() }))));
  },
  async shrink() {
    const { confirm } = await wx.showModal({ title: "在手机上压缩？", content: "压缩会让画面变得不如原来清楚，要几分钟。画面小于 1080P 的不会上传。", confirmText: "压缩", cancelText: "先不" });
    if (confirm) await this.make(() => wx.compressVideo({ src: this.path(), bitrate: 8000, fps: 30, resolution: 1 }));
  },
  /** It takes minutes: who is at the form again stays there, and is told there what did not come of it.
   * @param {() => Promise<{ tempFilePath: string }>} act */
  make(act) {
    return trying(this, async () => {
      try {
        await this.send(await act());
        if (!this.isGone) wayTo.backToForm(this.told.entry, this.told.field);
      } catch (fault) {
        if (!this.isGone) throw fault;
        const { errMsg, message } = /** @type {any} */ (fault);
        wx.showModal({ title: "视频没有上传", content: errMsg ? FAILED : message, showCancel: false });
      }
    }, { failed: FAILED });
  },
  path() {
    return decodeURIComponent(this.told.path);
  },

  /** What was made here goes up, unless the notice would refuse its picture. @param {{ tempFilePath: string }} made */
  async send({ tempFilePath: path }) {
    const { width, height } = await wx.getVideoInfo({ src: path });
    if (Math.min(width, height) < LEAST_LINES) throw new Error(`变小以后画面只有 ${width}×${height}，不到 1080P，不合要求，没有上传。请用另外两种办法。`);
    const { size } = /** @type {any} */ (wx.getFileSystemManager().statSync(path)); // the two makers count in different units
    if (size > files.READABLE) throw new Error("还是超过 100 MB，请剪短一些，或用另外两种办法。");
    const title = this.data.name.replace(/\.\w+$/, "") || "视频";
    const [ending] = /\.\w+$/.exec(path) || [".mp4"];
    const { entry, field, item = "" } = this.told;
    await uploads.add({ entry, field, item }, { path, size, name: title + ending, title });
  },
});
