// Acts on stored files, each followed by what the server then says of the entry.

const api = require("./api");
const entries = require("./entries");

/** @param {string} entry @param {string} file @param {string} title */
async function rename(entry, file, title) {
  await api.call(`/entries/${entry}/files/${file}`, { method: "POST", body: { title } });
  return entries.refresh(entry);
}

/** @param {string} entry @param {string} file */
async function remove(entry, file) {
  await api.call(`/entries/${entry}/files/${file}`, { method: "DELETE" });
  return entries.refresh(entry);
}

/** Mends every file of a field that the fix can mend. @param {string} entry @param {string} field @param {string} fix @param {Record<string, any>} [more] */
async function fix(entry, field, fix, more = {}) {
  await api.call(`/entries/${entry}/fixes`, { method: "POST", body: { field, fix, ...more } });
  return entries.refresh(entry);
}

module.exports = { rename, remove, fix };
