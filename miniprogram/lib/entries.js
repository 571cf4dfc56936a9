// Entries as the server last told them, kept so that a form opens before anybody has answered.

const api = require("./api");
const store = require("./store");

/** @type {Map<string, any>} */
const held = new Map();
/** @type {Map<string, any>} */
const forms = new Map();
/** @type {Set<(id: string) => void>} */
const listeners = new Set();

/** The entry as last told, or null. @param {string} id */
function known(id) {
  if (!held.has(id)) {
    const kept = store.cache.get(`entry:${id}`);
    if (kept) held.set(id, kept);
  }
  return held.get(id) || null;
}

/** The declaration that an entry follows, or null. @param {string} campaign */
function form(campaign) {
  if (!forms.has(campaign)) {
    const kept = store.cache.get(`form:${campaign}`);
    if (kept) forms.set(campaign, kept);
  }
  return forms.get(campaign) || null;
}

/** The track an entry belongs to, as declared. @param {any} entry */
function track(entry) {
  const made = entry && form(entry.campaign);
  return made ? made.tracks.find((/** @type {any} */ one) => one.key === entry.track) : null;
}

/** Asks the server; the declaration comes along unless this phone has it. Throws Problem, Lost. @param {string} id */
async function refresh(id) {
  const before = known(id);
  const made = before && form(before.campaign);
  const { form: fresh, ...entry } = await api.call(`/entries/${id}?form=${made ? made.mark : ""}`);
  if (fresh) {
    forms.set(entry.campaign, fresh);
    store.cache.set(`form:${entry.campaign}`, fresh);
  }
  const now = known(id);
  const told = now && now.version > entry.version ? now : take(entry); // asked before this phone's own answer was taken, told after
  for (const listener of listeners) listener(id);
  return told;
}

/** Hears of every refresh. @param {(id: string) => void} listener */
function listen(listener) {
  listeners.add(listener);
}

/** Keeps what the server told of an entry, and when: `heard_at`, ms. @param {any} entry */
function take(entry) {
  const { form: _, ...rest } = entry;
  const told = { heard_at: Date.now(), ...rest };
  held.set(told.id, told);
  store.cache.set(`entry:${told.id}`, told);
  return told;
}

/** One answer as the server has kept it. @param {string} id @param {any} answer */
function answered(id, answer) {
  const entry = known(id);
  if (!entry) return;
  const { field, value, version, text, findings } = answer;
  take({
    ...entry,
    answers: { ...entry.answers, [field]: value },
    versions: { ...entry.versions, [field]: version },
    texts: { ...entry.texts, [field]: text },
    findings: [...entry.findings.filter((/** @type {any} */ one) => one.rule.split(".")[0] !== field), ...findings],
    title: field === titleKey(entry) ? value || "" : entry.title,
    version: answer.entry_version,
  });
}

/** One answer as somebody else wrote it; what the server says of it comes with the next refresh.
 * @param {string} id @param {string} field @param {any} value @param {number} version */
function taken(id, field, value, version) {
  const entry = known(id);
  if (entry) take({ ...entry, answers: { ...entry.answers, [field]: value }, versions: { ...entry.versions, [field]: version } });
}

/** @param {any} entry */
function titleKey(entry) {
  const made = track(entry);
  return made ? made.name : "";
}

/**
 * A new draft. Its key is kept until somebody has answered: when the answer is lost, the next tap gets the same draft.
 * @param {{ campaign: string, track: string }} where
 */
async function start({ campaign, track: name }) {
  const kept = `start:${campaign}:${name}`;
  const key = store.get(kept) || `start-${Date.now()}-${Math.random()}`;
  store.set(kept, key);
  try {
    const made = await api.call("/entries", { method: "POST", body: { campaign, track: name }, key });
    store.remove(kept);
    const now = known(made.id);
    return now && now.version > made.version ? now : take(made); // written in since, from the list at home
  } catch (fault) {
    if (fault instanceof api.Problem && fault.status < 500) store.remove(kept); // refused: nothing was made
    throw fault;
  }
}

/**
 * Send in, take back, give up.
 * @param {string} id @param {"submit" | "recall" | "withdraw"} act @param {string} key
 */
async function act(id, act, key) {
  const entry = known(id);
  for (const kept of store.keys("start:")) store.remove(kept); // the draft of a lost answer was found: the next is a new one
  return take(await api.call(`/entries/${id}/${act}`, { method: "POST", body: { seen: entry ? entry.version : undefined }, key }));
}

/** Nothing that the server told stays in memory. */
function forget() {
  held.clear();
  forms.clear();
}

const isEditable = (/** @type {any} */ entry) => Boolean(entry) && ["draft", "returned"].includes(entry.state);

module.exports = { known, form, track, refresh, listen, take, taken, answered, start, act, isEditable, forget };
