// The closed list of operators, and what a rule says when one fails (core/domain/rules.py).
"use strict";

const { exists, finding } = require("./findings");
const { CODECS } = require("./generated/tables");

const MEBI = 1048576;

/** Names of the aspects that a text does not touch. An aspect is [name, word, …]. */
function missing(text, aspects) {
  return aspects.filter((aspect) => !aspect.some((word) => text.includes(word))).map((aspect) => aspect[0]);
}

function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

const OPERATORS = {
  filled: (measured, wanted) => Boolean(measured) === Boolean(wanted),
  min: (measured, wanted) => measured >= wanted,
  max: (measured, wanted) => measured <= wanted,
  is: isSame,
  one_of: (measured, wanted) => wanted.some((one) => isSame(measured, one)),
  fits: (measured, wanted) => measured[0] >= wanted[0] && measured[1] >= wanted[1],
  covers: (measured, wanted) => missing(measured, wanted).length === 0,
};

/** Findings for the facts known; of rules with one name only the last failing one speaks. */
function judge(rules, facts, label, where) {
  const found = new Map();
  for (const rule of rules) {
    const measured = facts[rule.fact];
    if (measured === undefined || measured === null || OPERATORS[rule.op](measured, rule.value)) continue;
    const params = paramsOf(rule, measured, label, facts[`${rule.fact}_part`]);
    found.set(rule.rule, finding(rule.rule, rule.level, phraseOf(rule, measured), params, where, rule.fix));
  }
  return Array.from(found.values());
}

function phraseOf(rule, measured) {
  const said = rule.says || `rule.${rule.fact}.${rule.op}`;
  const own = `${said}.${measured}`;
  return typeof measured === "string" && exists(own) ? own : said;
}

function paramsOf(rule, measured, label, part) {
  if (rule.op === "covers") return { label, missing: missing(measured, rule.value).join("、") };
  let seen = shown(rule.fact, measured);
  let limit = limitOf(rule.fact, rule.value);
  if (rule.fact === "bytes" && seen === shown("bytes", rule.value)) {
    seen = `${measured} 字节`;
    limit = `${rule.value} 字节`;
  }
  const params = { label, measured: seen, wanted: limit };
  if (part !== undefined && part !== null) params.part = part;
  if (typeof measured === "number" && typeof rule.value === "number") {
    params.gap = shown(rule.fact, Math.abs(measured - rule.value));
  }
  return params;
}

function limitOf(fact, value) {
  if (fact === "bytes" && value && value % MEBI === 0) return `${value / MEBI} MB`;
  if (fact === "seconds" && typeof value === "number" && value >= 60 && Math.trunc(value) % 60 <= 1) {
    return `${Math.trunc(value / 60)} 分钟`;
  }
  return shown(fact, value);
}

function shown(fact, value) {
  if (fact === "bytes" && typeof value === "number") return bytes(value);
  if (fact === "seconds" && typeof value === "number") {
    return `${Math.floor(Math.trunc(value) / 60)} 分 ${Math.trunc(value) % 60} 秒`;
  }
  if ((fact === "pixels" || fact === "frame") && Array.isArray(value)) return `${value[0]}×${value[1]}`;
  if ((fact === "video_codec" || fact === "audio_codec") && typeof value === "string") return codec(value);
  if (Array.isArray(value)) return value.map((one) => shown(fact, one)).join("、");
  if (fact === "format" || fact === "container") return value === "JPEG" ? "JPG" : String(value).toUpperCase();
  return typeof value === "number" && !Number.isInteger(value) ? Math.floor(value * 10 + 0.5) / 10 : value;
}

function codec(name) {
  return name.startsWith("pcm_") ? "PCM（未压缩）" : CODECS[name] || name.toUpperCase();
}

function bytes(value) {
  if (value < 10000) return `${value} 字节`;
  const hundredths = Math.floor((Math.trunc(value) + 5000) / 10000);
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, "0")} MB`;
}

module.exports = { OPERATORS, judge, missing };
