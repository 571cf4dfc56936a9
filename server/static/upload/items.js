// What files an entry wants, and how each item stands: drawn from the declaration and the entry, nothing else.

const FILES = ["files", "bank", "paper"];
const EDITABLE = ["draft", "returned"];
const OF_PEOPLE = ["count", "named", "different"]; // rules about the people, not about their videos
export const isEditable = (entry) => EDITABLE.includes(entry.state);

// Items in the order the chat asks them. People bring videos of the craftsmen among them.
export function wanted(track, entry) {
  const order = track.steps.flatMap((step) => step.fields);
  const fields = [...track.fields].sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key));
  return fields.flatMap((field) => {
    if (FILES.includes(field.type)) return [{ ...field, id: field.key, field: field.key, item: null, kind: field.kind || field.type }];
    if (field.type !== "people") return [];
    return (entry.answers[field.key] ?? []).filter((person) => person.honour).map((person) => ({
      ...field, rules: field.rules.filter((rule) => !OF_PEOPLE.includes(rule.fact)), id: `${field.key}-${person.id}`, field: field.key, item: person.id, kind: "video", isPerson: true, is_required: false,
      label: `${person.name}的个人视频`, hint: `${person.honour.level}${person.honour.title}。个人宣传类、技能技法类视频，没有的可以不交。`, example: "",
    }));
  });
}

// Stored files of an item in the order of the answer, each with its title.
export function stored(item, entry) {
  const byId = new Map(entry.files.map((file) => [file.id, file]));
  const value = entry.answers[item.field] ?? [];
  const rows = item.isPerson
    ? (value.find((person) => person.id === item.item)?.videos ?? []).map((id) => ({ attachment: id, title: null }))
    : value;
  return rows.filter((row) => byId.has(row.attachment)).map((row) => ({ ...byId.get(row.attachment), title: row.title }));
}

const PEOPLE_FACTS = ["craftsman_videos"]; // what is asked of a person's videos as a whole
export const isLooking = (file) => file.state !== "checked" || file.is_mending;

export function standing(item, entry, uploads, jobs) {
  const files = stored(item, entry);
  const mine = new Set(files.map((file) => file.id));
  const ofField = entry.findings.filter((finding) => finding.rule.split(".")[0] === item.field);
  const whole = ofField.filter((finding) => !finding.attachment && (!item.isPerson || PEOPLE_FACTS.includes(finding.rule.split(".")[1])));
  const ofFiles = ofField.filter((finding) => finding.attachment && mine.has(finding.attachment));
  const must = [...whole, ...ofFiles].filter((finding) => finding.level === "must").length;
  const isMoving = uploads.length > 0 || jobs.some((job) => job.state !== "asking");
  const isChecking = files.some(isLooking);
  const reason = returned(item, entry);
  return { files, whole, ofFiles, must, isMoving, isChecking, reason, ...word({ files, must, isMoving, isChecking, reason, item }) };
}

// Why an entry came back, as far as this item goes.
function returned(item, entry) {
  if (entry.state !== "returned") return "";
  return entry.reviews.find((review) => Object.keys(review.reasons).length)?.reasons[item.field] ?? "";
}

function word({ files, must, isMoving, isChecking, reason, item }) {
  if (isMoving) return { kind: "busy", text: "正在传" };
  if (isChecking) return { kind: "busy", text: "检查中" };
  if (!files.length && (must || item.is_required)) return { kind: "todo", text: "还没有交" };
  if (!files.length) return { kind: "soft", text: "没有的可以不交" };
  if (must) return { kind: "must", text: `要改 ${must} 处` };
  return reason ? { kind: "mind", text: "退回过，请核对" } : { kind: "good", text: "齐了" };
}

export const isThere = (stand) => !stand.must && !stand.isMoving && !stand.isChecking;

// Fixes that one tap would do, each with how many files it mends. A cut is chosen at its film.
export function fixes(stand) {
  const counted = new Map();
  for (const finding of stand.ofFiles) {
    if (!finding.fix || finding.fix === "trim" || stand.files.find((file) => file.id === finding.attachment)?.is_mending) continue;
    counted.set(finding.fix, (counted.get(finding.fix) ?? new Set()).add(finding.attachment));
  }
  return [...counted].map(([fix, files]) => ({ fix, count: files.size }));
}

// An upload begun before is the same file when name and size are: the server keeps the last 200 characters of a name.
export function matches(upload, file) {
  const name = file.name.replaceAll("\\", "/").split("/").pop().trim().slice(-200);
  return upload.length === file.size && upload.filename === name;
}
