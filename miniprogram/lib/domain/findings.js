// What a rule says of an answer, as the API says it; and refusals, which keep an answer from being saved.
"use strict";

const { SENTENCES } = require("./generated/sentences");

function exists(code) {
  return code in SENTENCES;
}

/** The sentence of a code, filled; a parameter nobody gave stays visible. */
function say(code, params) {
  return SENTENCES[code].replace(/\{(\w+)\}/g, (_, name) => (name in params ? String(params[name]) : "—"));
}

/** {rule, level, file, attachment, params, sentence, fix} */
function finding(rule, level, phrase, params, where, fix) {
  const { file = null, attachment = null } = where || {};
  const said = say(phrase, params);
  const sentence = file ? `《${file}》${said}` : said;
  return { rule, level, file, attachment, params, sentence, fix: fix || null };
}

class Refused extends Error {
  constructor(code, field, params) {
    super(code);
    this.code = code;
    this.field = field.key;
    this.sentence = say(code, { label: field.label, ...params });
  }
}

module.exports = { exists, say, finding, Refused };
