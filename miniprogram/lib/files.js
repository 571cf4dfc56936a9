// Chooses files and looks at them before a byte is sent: says what the server will refuse, never decides.

const domain = require("./domain/files");
const kinds = require("./kinds");

const OF_THE_ANSWER = ["value", "count", "named", "different", "titles", "questions", "craftsman_intros", "craftsman_videos", "intro"]; // no single file has them
const READABLE = 100 * 1024 * 1024; // bytes of a file that the phone reads in pieces (wx readFile)
const SAMPLES = 16;
const SAMPLE = 8 * 1024; // bytes

/**
 * @typedef {{ path: string, name: string, size: number, facts: Record<string, any> }} Picked
 */

/** From the album or the camera, the originals. @param {string} kind @param {number} count @returns {Promise<Picked[]>} */
async function fromAlbum(kind, count) {
  const isVideo = kind === "video";
  const { tempFiles } = await wx.chooseMedia({ count, mediaType: [isVideo ? "video" : "image"], sizeType: ["original"], sourceType: ["album", "camera"], maxDuration: 60 });
  return Promise.all(tempFiles.map((file, at) => looked(kind, { path: file.tempFilePath, name: named(kind, file.tempFilePath, at), size: file.size })));
}

/** From a chat: the way untouched originals and documents take. @param {string} kind @param {number} count @returns {Promise<Picked[]>} */
async function fromChat(kind, count) {
  /** @type {Record<string, any>} */
  const wanted = { photo: { type: "all" }, video: { type: "all" }, audio: { type: "file" }, bank: { type: "file", extension: ["xlsx", "docx", "xls", "doc", "et", "wps"] }, paper: { type: "all" } };
  const { tempFiles } = /** @type {any} */ (await wx.chooseMessageFile({ count, ...wanted[kind] }));
  return Promise.all(tempFiles.map((/** @type {any} */ file) => looked(kind, { path: file.path, name: file.name, size: file.size })));
}

/** A camera gives no name worth keeping. @param {string} kind @param {string} path @param {number} at */
function named(kind, path, at) {
  const ending = (/\.\w+$/.exec(path) || [kind === "video" ? ".mp4" : ".jpg"])[0];
  const now = new Date();
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  return `${kind === "video" ? "视频" : "照片"}${two(now.getMonth() + 1)}${two(now.getDate())}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}-${at + 1}${ending}`;
}

/** @param {string} kind @param {{ path: string, name: string, size: number }} file @returns {Promise<Picked>} */
async function looked(kind, file) {
  const [head, seen] = await Promise.all([first(file), measured(kind, file.path)]);
  return { ...file, facts: { bytes: file.size, ...seen, ...kinds.facts(kind, head, file.name) } };
}

/** Its first bytes; none of what cannot be read. @param {{ path: string, size: number }} file */
async function first({ path, size }) {
  try {
    return new Uint8Array(await part(path, 0, Math.min(kinds.HEAD, size)));
  } catch (unreadable) {
    return new Uint8Array(0);
  }
}

/** What the phone can tell of a picture or a film; nothing where it cannot. @param {string} kind @param {string} path */
async function measured(kind, path) {
  try {
    if (kind === "photo") {
      const { width, height } = await wx.getImageInfo({ src: path });
      return { width, height };
    }
    if (kind === "video") {
      const { width, height, duration } = await wx.getVideoInfo({ src: path });
      return { width, height, seconds: duration };
    }
  } catch (unreadable) {
    // the server looks for itself
  }
  return {};
}

/** By what the same file is known when it is chosen again: its size and samples from all over it. An album exports a film
 * anew each time, with other bytes and another name; going on with that would spoil it.
 * @param {string} path @param {number} size @returns {Promise<string>} "" for what cannot be read */
async function mark(path, size) {
  let hash = 0x811c9dc5; // FNV-1a
  try {
    for (let at = 0; at < SAMPLES; at += 1) {
      const position = Math.floor(((size - 1) * at) / SAMPLES);
      const isLast = at === SAMPLES - 1;
      const from = isLast ? Math.max(0, size - SAMPLE) : position;
      for (const byte of new Uint8Array(await part(path, from, Math.min(SAMPLE, size - from)))) hash = Math.imul(hash ^ byte, 0x01000193);
    }
  } catch (unreadable) {
    return "";
  }
  return `${size}-${(hash >>> 0).toString(16)}`;
}

/** @param {string} filePath @param {number} position @param {number} length @returns {Promise<ArrayBuffer>} */
function part(filePath, position, length) {
  return new Promise((resolve, reject) => {
    wx.getFileSystemManager().readFile({ filePath, position, length, success: ({ data }) => resolve(/** @type {ArrayBuffer} */ (data)), fail: reject });
  });
}

/** Where the album or the camera is opened to us again: in the phone's settings of WeChat, or in WeChat's of this program. */
async function openSettings() {
  const { albumAuthorized, cameraAuthorized } = wx.getAppAuthorizeSetting();
  const isOfThePhone = albumAuthorized === "denied" || cameraAuthorized === "denied";
  return isOfThePhone && wx.canIUse("openAppAuthorizeSetting") ? wx.openAppAuthorizeSetting() : wx.openSetting();
}

/** Sentences before a byte is sent: of what would not pass, and of what a tap will mend once it is there.
 * @param {any} declared the field @param {Picked} file @returns {{ refused: string[], mended: string[] }} */
function glance(declared, file) {
  const found = domain.glance({ id: "", filename: file.name, facts: file.facts }, "", declared, OF_THE_ANSWER).filter((/** @type {any} */ one) => one.level === "must");
  const said = (/** @type {boolean} */ isMended) => found.filter((/** @type {any} */ one) => Boolean(one.fix) === isMended).map((/** @type {any} */ one) => one.sentence);
  return { refused: said(false), mended: said(true) };
}

module.exports = { fromAlbum, fromChat, glance, openSettings, mark, part, READABLE };
