// A text that is longer than the server keeps is told of here, and not sent again and again.

const domain = require("./domain/answers");

/** What the server would say of its length; undefined where it keeps it. Other refusals are the server's to say.
 * @param {any} declared the field, or null where nobody knows it @param {any} value @returns {string | undefined} */
function refused(declared, value) {
  try {
    if (declared && typeof value === "string") domain.parse(declared, value);
  } catch (/** @type {any} */ refusal) {
    if (refusal.code === "answer.text.long") return refusal.sentence;
  }
  return undefined;
}

module.exports = { refused };
