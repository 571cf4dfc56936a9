// What a person answered when asked for reminders: each report waits on this phone under its key until the server has it.

const api = require("./api");
const network = require("./network");
const store = require("./store");
const wishes = require("./wishes");

const PREFIX = "subscribed:";
const PASSING = [401, 429]; // refusals that another try may be spared

/** @type {Promise<any> | null} */
let running = null;

/** @param {Record<string, string>} answers by template, as the platform gave them */
function add(answers) {
  store.set(PREFIX + wishes.fresh(), answers);
}

/** Sends what waits; what is left of each template then, or null when nothing waited. Throws Problem, Lost.
 * @returns {Promise<{ items: any[] } | null>} */
function send() {
  running = running || sendAll().finally(() => { running = null; });
  return running;
}

/** A report that waits. */
const next = () => store.keys(PREFIX)[0];

async function sendAll() {
  let told = null;
  for (let place = next(); place; place = next()) { // what is added meanwhile goes too
    try {
      told = await api.call("/me/subscriptions", { method: "POST", body: { answers: store.get(place) }, key: place.slice(PREFIX.length) });
      store.remove(place);
    } catch (fault) {
      if (fault instanceof api.Problem && fault.status < 500 && !PASSING.includes(fault.status)) store.remove(place);
      throw fault;
    }
  }
  return told;
}

/** Goes on with what could not be sent. */
function resume() {
  send().catch(() => {}); // the next network, or the next visit, tries again
}

network.listen((isLost) => isLost || resume());

module.exports = { add, send, resume };
