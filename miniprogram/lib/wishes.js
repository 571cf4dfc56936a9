// The key of an act that waits for its answer: kept on this phone, so that the next try, also after a restart, is the same act.

const api = require("./api");
const store = require("./store");

const fresh = () => `${Date.now()}-${Math.random().toString(36).slice(2)}`;

const PREFIX = "wish:";

/** Does an act under its key; the key is dropped once somebody has answered, be it with a refusal. `at`: how many there were
 * when it was wished.
 * @template T @param {string} act which act of which thing @param {number} at @param {(key: string) => Promise<T>} send @returns {Promise<T>} */
async function once(act, at, send) {
  const kept = PREFIX + act;
  const held = store.get(kept);
  const key = held && held.at === at ? held.key : fresh();
  store.set(kept, { key, at });
  try {
    const made = await send(key);
    store.remove(kept);
    return made;
  } catch (fault) {
    if (fault instanceof api.Problem && fault.status < 500) store.remove(kept); // refused: nothing was made
    throw fault;
  }
}

/** There are so many now: a wish whose answer was lost has come true where there are more, and the next is another one.
 * @param {string} act @param {number} at */
function look(act, at) {
  const held = store.get(PREFIX + act);
  if (held && held.at !== at) store.remove(PREFIX + act);
}

module.exports = { once, look, fresh };
