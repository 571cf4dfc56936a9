// What the notice wants, in plain words, and the sentences of rules, all from the declaration.

const SENTENCES = JSON.parse(document.getElementById("sentences").textContent);

const MB = 1024 * 1024;
const isNumber = (value) => typeof value === "number";

// A thousand is a thousand, as on the phone, in the console and in every verdict.
export function size(bytes) {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 100_000) return `${(bytes / 1e6).toFixed(1)} MB`;
  return bytes >= 1000 ? `${Math.round(bytes / 1000)} KB` : `${bytes} 字节`;
}

const limit = (bytes) => `${+(bytes % MB ? bytes / 1_000_000 : bytes / MB).toFixed(1)} MB`;
const pair = (value) => value.join("×");
const minutes = (seconds) => (seconds >= 60 && seconds % 60 <= 1 ? `${Math.floor(seconds / 60)} 分钟` : `${Math.floor(seconds / 60)} 分 ${Math.floor(seconds % 60)} 秒`);
const kind = (format) => (format === "JPEG" ? "JPG" : String(format).toUpperCase());
const COUNTED = { photo: "张", video: "个", audio: "个", bank: "套", paper: "份" };

// Words of one rule, by fact and operator; what is not here needs no words before a file is chosen.
const SAID = {
  "count.min": (rule, unit) => `至少 ${rule.value} ${unit}`,
  "count.max": (rule, unit) => `最多 ${rule.value} ${unit}`,
  "format.is": (rule) => `${kind(rule.value)} 格式`,
  "format.one_of": (rule) => `${rule.value.map(kind).join("、")} 都可以`,
  "container.is": (rule) => `${kind(rule.value)} 格式`,
  "pixels.fits": (rule) => `画面至少 ${pair(rule.value)} 像素`,
  "frame.is": (rule) => `画面 ${pair(rule.value)}`,
  "landscape.is": () => "横着拍",
  "dpi.min": (rule) => `${rule.value}dpi（手机照片可一键修正）`,
  "seconds.max": (rule) => `${minutes(rule.value)}以内`,
  "questions.min": (rule) => `合计至少 ${rule.value} 道题`,
  "named.is": () => "每个都起个名称",
};

export function limits(item) {
  const told = [];
  const sizes = { min: null, max: null };
  for (const rule of item.rules) {
    if (rule.fact === "bytes") {
      sizes[rule.op] = rule.value;
      continue;
    }
    const words = SAID[`${rule.fact}.${rule.op}`]?.(rule, COUNTED[item.kind] ?? "个");
    if (words && rule.level === "advise" && rule.fact !== "named") told.push(`最好是 ${words}`);
    else if (words && !told.includes(words)) told.push(words);
  }
  if (sizes.min && sizes.max) told.push(`每${COUNTED[item.kind] ?? "个"} ${limit(sizes.min)} 到 ${limit(sizes.max)}`);
  else if (sizes.min) told.push(`不小于 ${limit(sizes.min)}`);
  else if (sizes.max) told.push(`不超过 ${limit(sizes.max)}`);
  return told;
}

function shown(fact, value) {
  if (fact === "bytes" && isNumber(value)) return value >= 10_000 ? `${(value / 1_000_000).toFixed(2)} MB` : `${value} 字节`;
  if (fact === "seconds" && isNumber(value)) return `${Math.floor(value / 60)} 分 ${Math.floor(value % 60)} 秒`;
  if (fact === "format" || fact === "container") return kind(value);
  return Array.isArray(value) ? pair(value) : String(value);
}

export function sentence(rule, measured, label) {
  const isWhole = rule.fact === "bytes" && rule.value % MB === 0;
  const wanted = rule.fact === "seconds" ? minutes(rule.value) : isWhole ? limit(rule.value) : shown(rule.fact, rule.value);
  const told = { label, measured: shown(rule.fact, measured), wanted };
  const code = `rule.${rule.fact}.${rule.op}`; // of what no tap will mend
  return (SENTENCES[`${code}.by_hand`] ?? SENTENCES[code] ?? "").replace(/\{(\w+)\}/g, (_, name) => told[name] ?? "");
}

// Of a file that is of another kind than the item asks for.
export const fault = (code) => SENTENCES[`fault.${code}`] ?? SENTENCES["fault.unreadable"];

export function left(seconds) {
  if (!Number.isFinite(seconds)) return "";
  return seconds < 60 ? "还要不到 1 分钟" : `还要约 ${Math.ceil(seconds / 60)} 分钟`;
}

// 6月28日, its whole day; 6月28日 12:00 where it lies within a day, as the server says it.
function lastDay(closes) {
  const told = (at, more) => at.toLocaleString("zh-CN", { timeZone: "Asia/Shanghai", month: "long", day: "numeric", ...more });
  const at = new Date(closes);
  const text = told(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return text.endsWith("00:00") ? told(new Date(at.getTime() - 1), {}) : text;
}

// Until when an entry is sent in or answered: its own end, a late permit with it.
export function due(entry) {
  if (!entry.closes) return "";
  const day = lastDay(entry.closes);
  if (entry.is_over) return `${day}已截止`;
  const whole = day.endsWith("日") ? "（含当天）" : "";
  return entry.state === "returned" ? `请在 ${day}${whole}前补正` : `截止 ${day}${whole}`;
}

// What is said when that is over; "" while it is not.
export const ended = (entry) => (entry.is_over && SENTENCES[`entry.ended.${entry.state}`]) || "";

const FIXES = {
  all: (count) => `一键修正全部 ${count} 张照片`,
  density: (count) => `一键修正 ${count} 张照片的分辨率标注（画面不变）`,
  jpeg: (count) => `一键转成合格的 JPG（${count} 张）`,
  mp4: (count) => `一键转成合格的 MP4（${count} 个）`,
  mp3: (count) => `一键转成 MP3（${count} 个）`,
};
export const fixWords = (fix, count) => FIXES[fix ?? "all"]?.(count) ?? `一键修正 ${count} 个文件`;
