// Reads texts from a file and writes what the phone measures of each: `node each.js texts.json`.
"use strict";

const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const from = (name) => require(join(__dirname, "../../miniprogram/lib/domain", name));
const figures = from("figures");
const { kept } = from("kept");
const names = from("names");
const persons = from("persons");
const phones = from("phones");
const { foreign } = from("plain");
const { zi } = from("zi");

const found = JSON.parse(readFileSync(process.argv[2], "utf8")).map((text) => [
  zi(text),
  foreign(text) && [foreign(text).kind, foreign(text).part],
  figures.inPoints(text),
  figures.hasFigure(text),
  figures.hasUnit(text),
  [phones.tidy(text), phones.isValid(phones.tidy(text))],
  names.normalised(text),
  persons.parse(text, { key: "people", label: "" }),
  kept(text),
]);
process.stdout.write(JSON.stringify(found));
