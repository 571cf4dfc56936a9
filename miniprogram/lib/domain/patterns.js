// The generated patterns, each compiled when it is first wanted.
"use strict";

const { PATTERNS } = require("./generated/patterns");

const ready = {};

function compiled(name) {
  if (!ready[name]) ready[name] = new RegExp(PATTERNS[name], "gu");
  ready[name].lastIndex = 0;
  return ready[name];
}

function has(name, text) {
  return compiled(name).test(text);
}

/** The first match with its groups and its index, or null. */
function find(name, text) {
  return compiled(name).exec(text);
}

function replace(name, text, by) {
  return text.replace(compiled(name), by);
}

function count(name, text) {
  const found = text.match(compiled(name));
  return found ? found.length : 0;
}

function split(name, text) {
  return text.split(compiled(name));
}

module.exports = { has, find, replace, count, split };
