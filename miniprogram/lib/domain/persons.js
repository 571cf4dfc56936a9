// The people who completed an achievement, in order (notice A2.1; core/domain/fieldtypes/persons.py).
"use strict";

const { HONOURS, LONGEST, MOST } = require("./generated/tables");
const { Refused } = require("./findings");
const { kept, line } = require("./kept");
const names = require("./names");
const patterns = require("./patterns");
const unicode = require("./unicode");
const { zi } = require("./zi");

/** People of a text typed, or of rows `{name, unit, honour, intro, videos, no_videos}`; refused where they are none. */
function parse(raw, field) {
  const rows = typeof raw === "string" && unicode.length(raw) <= LONGEST.people ? split(raw) : raw;
  const isShaped = Array.isArray(rows) && rows.length <= MOST.people && rows.every(isRow);
  if (!isShaped) throw new Refused("answer.shape.wrong", field);
  const taken = rows.map((row) => line(row.id, 40)).filter(Boolean);
  if (new Set(taken).size !== taken.length) throw new Refused("answer.shape.wrong", field);
  let number = 0;
  const next = () => {
    do number += 1;
    while (taken.includes(`p${number}`));
    return `p${number}`;
  };
  return rows.map((row) => person(row, line(row.id, 40) || next(), field));
}

function isRow(row) {
  return typeof row === "object" && row !== null && !Array.isArray(row);
}

function person(row, id, field) {
  const made = { id, name: line(row.name, 40), unit: line(row.unit, 100) };
  const { honour } = row;
  if (!isRow(honour) || !(honour.level || honour.title)) return made;
  if (!HONOURS.includes(honour.level)) throw new Refused("answer.honour.level", field, { wanted: HONOURS.join("、") });
  const videos = Array.isArray(row.videos) ? row.videos : [];
  return {
    ...made,
    honour: { level: honour.level, title: line(honour.title, 60) },
    intro: unicode.first(unicode.stripped(kept(String(row.intro || ""))), 2000),
    videos: videos.filter((video) => typeof video === "string").slice(0, 10),
    no_videos: Boolean(row.no_videos),
  };
}

/** Names as they are typed: `张三、李四（合肥一中）`, one a line, `张三 合肥一中`, or names with spaces between. */
function split(text) {
  const people = [];
  for (const part of patterns.split("people_between", text).map(unicode.stripped)) {
    const each = unicode.split(part);
    const found = patterns.find("person_with_unit", part) || patterns.find("person_then_unit", part);
    if (each.every((name) => patterns.has("person_name", name))) people.push(...each.map((name) => ({ name })));
    else people.push(found ? { name: found[1], unit: found[2] } : { name: part });
  }
  return people;
}

function measure(value) {
  const craftsmen = value.filter((one) => one.honour);
  const whole = value.map((one) => JSON.stringify([names.normalised(one.name), names.normalised(one.unit)]));
  return {
    count: value.length,
    named: value.every((one) => zi(one.name) > 0),
    different: new Set(whole).size === whole.length,
    craftsman_intros: craftsmen.every((one) => zi(one.intro) > 0),
    craftsman_videos: craftsmen.every((one) => one.videos.length > 0 || one.no_videos),
  };
}

module.exports = { parse, measure };
