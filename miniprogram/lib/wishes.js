// The key of an act that waits for its answer: kept on this phone, so that the next try, also after a restart, is the same act.

const api = require("./api");
const store = require("./store");

const fresh = () => `${Date.now()}-${Math.random().toString(36).slice(2)}`;

/** Does an act under its key; the key is dropped once somebody has answered, be it with a refusal.
 * @template T @param {string} act which act of which thing @param {(key: string) => Promise<T>} send @returns {Promise<T>} */
async function once(act, send) {
  const kept = `wish:${act}`;
  const key = store.get(kept) || fresh();
  store.set(kept, key);
  try {
    const made = await send(key);
    store.remove(kept);
    return made;
  } catch (fault) {
    if (fault instanceof api.Problem && fault.status < 500) store.remove(kept); // refused: nothing was made
    throw fault;
  }
}

module.exports = { once, fresh };
