// How stored files and files on their way look: names, sizes, verdicts, what one tap would mend.

const http = require("./http");
const network = require("./network");

/** @type {Record<string, (count: number) => string>} */
const FIXES = {
  density: (count) => `把 ${count} 张照片的分辨率标注修正为 300dpi`,
  jpeg: (count) => `把 ${count} 张照片转成合格的 JPG`,
  mp4: (count) => `把 ${count} 个视频转成 1080P 的 MP4`,
  mp3: (count) => `把 ${count} 个音频转成 MP3`,
};

/** What a field's files are looked at as. @param {any} field */
function kind(field) {
  return field.type === "people" ? "video" : field.kind || field.type;
}

/** Stored files of an item in the order of the answer, and the fixes that one tap would do. @param {any} entry @param {any} field @param {string} item */
function shown(entry, field, item) {
  const value = entry.answers[field.key] || [];
  const listed = field.type === "people"
    ? ((value.find((/** @type {any} */ person) => person.id === item) || {}).videos || []).map((/** @type {string} */ id) => ({ attachment: id, title: null }))
    : value;
  const byId = new Map(entry.files.map((/** @type {any} */ file) => [file.id, file]));
  const files = listed.filter((/** @type {any} */ row) => byId.has(row.attachment)).map((/** @type {any} */ row) => one(byId.get(row.attachment), row.title));
  return { files, fixes: fixes(files) };
}

/** @param {any} file @param {string | null} title */
function one(file, title) {
  const isLooking = file.state !== "checked";
  const must = file.findings.filter((/** @type {any} */ found) => found.level === "must");
  return {
    id: file.id,
    title: title === null ? file.filename : title || file.filename,
    isNamed: title !== null,
    size: size(file.size),
    ending: ((/\.(\w{1,4})$/.exec(file.filename) || [])[1] || "文件").toUpperCase(),
    thumb: file.thumb ? http.server() + file.thumb : "",
    preview: file.preview ? http.server() + file.preview : "",
    state: file.is_mending ? `正在修正${file.progress === null ? "" : ` ${file.progress}%`}` : isLooking ? "正在检查" : must.length ? `要改 ${must.length} 处` : "合格",
    mark: isLooking || file.is_mending ? "" : must.length ? "must" : "good",
    canTrim: file.findings.some((/** @type {any} */ found) => found.fix === "trim") && !file.is_mending,
    findings: file.findings.map((/** @type {any} */ found, /** @type {number} */ at) => ({ id: `${found.rule}-${at}`, rule: found.rule, level: found.level, sentence: found.sentence, fix: file.is_mending ? null : found.fix })),
  };
}

/** @param {any[]} files */
function fixes(files) {
  /** @type {Map<string, Set<string>>} */
  const counted = new Map();
  for (const file of files) for (const found of file.findings) if (FIXES[found.fix]) counted.set(found.fix, (counted.get(found.fix) || new Set()).add(file.id));
  return [...counted].map(([fix, ids]) => ({ fix, said: FIXES[fix](ids.size) }));
}

/** Bytes as people say them. @param {number} bytes */
function size(bytes) {
  return bytes < 1000000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1000000).toFixed(1)} MB`;
}

/** A file on its way. @param {import("./uploads").Row} row */
function onTheWay(row) {
  const percent = Math.floor((row.offset * 100) / row.size);
  /** @type {Record<string, string>} */
  const said = {
    waiting: row.offset ? `等着接着传，已传 ${percent}%` : "等着上传",
    sending: `已传 ${percent}%${left(row)}`,
    paused: `暂停在 ${percent}%`,
    gone: `传到 ${percent}%，手机已经清掉了这个文件。请再选一次同一个文件，会从断开的地方接着传`,
    refused: "没有传成",
  };
  return {
    id: row.id,
    name: row.title || row.name,
    said: said[row.state],
    percent: row.state === "refused" ? null : percent,
    why: row.why,
    canPause: row.state === "sending" || row.state === "waiting",
    canGo: row.state === "paused" || row.state === "refused",
  };
}

/** How long it will still take. @param {import("./uploads").Row} row */
function left(row) {
  if (network.isLost()) return "，等网络恢复后自动接着传";
  if (!row.speed) return "";
  const seconds = (row.size - row.offset) / row.speed / 1000;
  return seconds < 60 ? "，还要不到 1 分钟" : `，还要约 ${Math.ceil(seconds / 60)} 分钟`;
}

/** Whether somebody is still looking at a file or mending it. @param {any} entry */
function isBusy(entry) {
  return entry.files.some((/** @type {any} */ file) => file.state !== "checked" || file.is_mending);
}

module.exports = { kind, shown, size, onTheWay, isBusy };
