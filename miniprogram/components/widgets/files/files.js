// Files of an item: those stored with their verdicts, those on their way, and the ways to add one. Photos, films, sound,
// banks and sealed sheets differ only in what is chosen and in what can be fetched before.

const acts = require("../../../lib/acts");
const api = require("../../../lib/api");
const filed = require("../../../lib/filed");
const files = require("../../../lib/files");
const entries = require("../../../lib/entries");
const network = require("../../../lib/network");
const parcels = require("../../../lib/parcels");
const uploads = require("../../../lib/uploads");
const wayTo = require("../../../lib/ways");

const LARGE = ["video", "audio"]; // of the others the house takes no more than the phone can read

Component({
  properties: {
    field: { type: Object, value: /** @type {any} */ ({}) },
    entry: { type: String, value: "" },
    item: { type: String, value: "" },
  },
  data: { kind: "", files: /** @type {any[]} */ ([]), moving: /** @type {any[]} */ ([]), fixes: /** @type {any[]} */ ([]), fault: "", notes: /** @type {string[]} */ ([]) },
  observers: {
    "field, entry"() {
      this.draw();
    },
  },
  lifetimes: {
    created() {
      Object.assign(this, { names: {}, turn: Promise.resolve() });
    },
    attached() {
      /** @type {any} */ (this).stops = [
        uploads.listen((row, isDone) => {
          if (row.entry !== this.data.entry || row.field !== this.data.field.key) return;
          if (isDone) this.arrived();
          this.drawMoving();
        }),
        network.listen(() => this.data.moving.length && this.drawMoving()),
      ];
    },
    detached() {
      for (const stop of /** @type {any} */ (this).stops) stop();
    },
  },
  methods: {
    draw() {
      const { field, entry, item } = this.data;
      if (!field.key || !entry) return;
      const { files: told, fixes } = filed.shown(entries.known(entry), field, item);
      const { names } = /** @type {any} */ (this);
      const files = told.map((/** @type {any} */ file) => ({ ...file, title: field.isEditable && file.id in names ? names[file.id] : file.title }));
      parcels.deliver(this, { files, fixes, kind: filed.kind(field) });
      this.drawMoving();
    },
    drawMoving() {
      const { field, entry, item } = this.data;
      parcels.deliver(this, { moving: uploads.of(entry, field.key, item).map(filed.onTheWay) });
    },

    /** From here on the server says it, and offers the tap. */
    arrived() {
      if (!uploads.of(this.data.entry, this.data.field.key, this.data.item).length) this.setData({ notes: [] });
      this.triggerEvent("arrived");
    },

    album() {
      this.choose(files.fromAlbum);
    },
    chat() {
      this.choose(files.fromChat);
    },
    /** @param {(kind: string, count: number) => Promise<any[]>} way */
    async choose(way) {
      this.setData({ fault: "", notes: [] });
      let picked;
      try {
        picked = await way(this.data.kind, this.data.kind === "photo" ? 9 : 3);
      } catch (refused) {
        if (!/cancel/.test(/** @type {any} */ (refused).errMsg || "")) await this.denied(refused);
        return;
      }
      for (const file of picked) await this.take(file);
    },

    /** A large or unfit file is told of before a byte is sent. @param {any} file */
    async take(file) {
      const { field, entry, item } = this.data;
      if (!file.size) return this.setData({ fault: `《${file.name}》是空文件（0 字节），可能还没有保存好，请重新选择。` });
      const declared = entries.track(entries.known(entry)).fields.find((/** @type {any} */ one) => one.key === field.key);
      const { refused, mended } = files.glance(declared, file);
      if (refused.length) {
        const { confirm } = await wx.showModal({ title: "这个文件不合格", content: refused.join("\n"), confirmText: "仍要上传", cancelText: "不传了" });
        if (!confirm) return;
      } else if (mended.length) this.setData({ notes: [...this.data.notes, ...mended] });
      if (file.size > files.READABLE && LARGE.includes(this.data.kind)) return wayTo.large(entry, field.key, item, file);
      uploads.add({ entry, field: field.key, item }, { ...file, title: file.name.replace(/\.\w+$/, "") });
    },

    /** The album or the camera is closed to us: where it is opened again. @param {any} refused */
    async denied(refused) {
      if (!/auth|permission|denied/.test(refused.errMsg || "")) return this.setData({ fault: "没有选成，请再试一次。" });
      const { confirm } = await wx.showModal({ title: "还不能用相册或相机", content: "手机没有允许使用相册或相机。可以去设置里打开，也可以点“从微信聊天里选文件”。", confirmText: "去设置", cancelText: "先不" });
      if (confirm) await files.openSettings();
    },

    /** A name that is being typed: no look at the house puts the old one back. @param {any} event */
    naming(event) {
      /** @type {any} */ (this).names[event.currentTarget.dataset.id] = event.detail.value;
    },
    /** One after the other: the last name is the one that stays. Where nobody typed, it may have another by now. @param {any} event */
    rename(event) {
      const { id } = event.currentTarget.dataset;
      const { value } = event.detail;
      const me = /** @type {any} */ (this);
      const { names } = me;
      if (!(id in names)) return;
      me.turn = me.turn.then(() => this.act(async () => {
        await acts.rename(this.data.entry, id, value);
        if (names[id] === value) delete names[id];
      }));
    },
    /** @param {any} event */
    async remove(event) {
      const { id, name } = event.currentTarget.dataset;
      const { confirm } = await wx.showModal({ title: "删掉这个文件？", content: name, confirmText: "删掉", cancelText: "不删" });
      if (confirm) this.act(() => acts.remove(this.data.entry, id));
    },
    /** @param {any} event */
    fix(event) {
      const { fix } = event.currentTarget.dataset;
      if (fix === "trim") return wayTo.trim(this.data.entry, this.data.field.key, event.currentTarget.dataset.id);
      this.act(() => acts.fix(this.data.entry, this.data.field.key, fix));
    },
    /** @param {() => Promise<any>} act */
    async act(act) {
      this.setData({ fault: "" });
      try {
        await act();
        this.triggerEvent("arrived");
      } catch (fault) {
        this.setData({ fault: fault instanceof api.Lost ? "现在没有网络，还没有办成。连上网后再点一次。" : /** @type {Error} */ (fault).message });
      }
    },

    /** @param {any} event */
    pause(event) {
      uploads.pause(event.currentTarget.dataset.id);
    },
    /** @param {any} event */
    go(event) {
      uploads.go(event.currentTarget.dataset.id);
    },
    /** @param {any} event */
    drop(event) {
      uploads.remove(event.currentTarget.dataset.id);
    },
    /** @param {any} event */
    look(event) {
      const { url, index } = event.currentTarget.dataset;
      if (url) wx.previewImage({ urls: this.data.files.map((file) => file.preview).filter(Boolean), current: this.data.files[index].preview });
    },
    bank() {
      wayTo.bank(this.data.entry, this.data.field.key);
    },
    paper() {
      wayTo.paper(this.data.entry);
    },
    large() {
      wayTo.large(this.data.entry, this.data.field.key, this.data.item);
    },
  },
});
