// The people of an item: what a person types of them, and the films that the server adds by itself when one has arrived.

/** Whether two lists say the same of everybody but for the films. @param {any} one @param {any} other */
function areAlike(one, other) {
  return JSON.stringify((one || []).map(written)) === JSON.stringify((other || []).map(written));
}

/** What was written of one person: in one order, blanks left out. @param {any} value @returns {any} */
function written(value) {
  if (typeof value === "string") return value.replace(/\s+/g, "");
  if (!value || typeof value !== "object") return value;
  const all = Object.entries(value).filter(([key, part]) => key !== "videos" && part !== "" && part !== null && part !== false);
  return all.map(([key, part]) => [key, written(part)]).sort(([one], [other]) => (one < other ? -1 : 1));
}

/** What this phone wrote, with the films that the server has of each. @param {any[]} mine @param {any[]} theirs */
function withFilms(mine, theirs) {
  /** @type {Map<string, string[]>} */
  const films = new Map((theirs || []).map((person) => [person.id, person.videos || []]));
  return mine.map((person) => (person.videos && films.has(person.id) ? { ...person, videos: films.get(person.id) } : person));
}

module.exports = { areAlike, withFilms };
