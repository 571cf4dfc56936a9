// Files by their facts: what a probe read, or what the phone sees before a byte is sent (core/domain/fieldtypes/probed.py).
"use strict";

const { PRESSED, REMADE, SAME_FORMAT, STORED } = require("./generated/tables");
const { exists, finding } = require("./findings");
const photos = require("./photos");
const { judge } = require("./rules");

const PIXEL_FACTS = ["pixels", "landscape"];

/** Facts as rules measure them. A picture without a density tag has 0 dpi; `isProbed` false: nobody looked for one. */
function seen(facts, isProbed = true) {
  const { width, height } = facts;
  const composed = { ...facts, readable: !facts.fault };
  if (width && height) {
    composed.pixels = [Math.max(width, height), Math.min(width, height)];
    composed.frame = [width, height];
    composed.landscape = width >= height;
  }
  if ("format" in facts) {
    composed.format = SAME_FORMAT[facts.format] || facts.format;
    if (isProbed && (composed.dpi === undefined || composed.dpi === null)) composed.dpi = 0;
  } else if ("container" in facts) composed.format = facts.container;
  return composed;
}

/** Findings of one probed file {id, filename, facts}; `whole` are the facts of the answer, which no file has. */
function check(file, title, field, whole, isProbed = true) {
  const name = title || file.filename;
  const where = { file: name, attachment: file.id };
  if (file.facts.fault) {
    const phrase = exists(`fault.${file.facts.fault}`) ? `fault.${file.facts.fault}` : "fault.unreadable";
    return [finding(`${field.key}.readable.is`, "must", phrase, {}, where)];
  }
  const rules = field.rules.filter((rule) => !whole.includes(rule.fact));
  const facts = seen(file.facts, isProbed);
  const found = judge(rules, facts, field.label, where);
  return "format" in file.facts ? photos.honest(found, facts, field) : honest(quieted(found), facts, field, where);
}

/** What the phone can say before a byte is sent: from name, size, and what its reader of pictures and films told. */
function glance(file, title, field, whole) {
  return check(file, title, field, whole, false);
}

const factOf = (one) => one.rule.split(".")[1];

/** Without what another finding settles (core/domain/fieldtypes/filmed.py). */
function quieted(found) {
  const facts = found.map(factOf);
  const silent = facts.some((fact) => REMADE.includes(fact)) ? STORED.slice() : [];
  if (facts.some((fact) => PRESSED.includes(fact))) silent.push("fast_start");
  if (facts.includes("video_codec")) silent.push("pixel_format");
  return found.filter((one) => !silent.includes(factOf(one)));
}

/** A mend is offered only where it really mends: it adds no pixels, turns no picture and stretches none. */
function honest(found, facts, field, where) {
  const refused = found.map(factOf);
  const isHopeless = PIXEL_FACTS.some((fact) => refused.includes(fact)) || !scales(facts, field);
  const kept = [];
  for (const one of found) {
    if (factOf(one) === "frame" && refused.includes("landscape")) continue;
    const isVain = isHopeless || (facts.unmendable || []).includes(one.fix);
    kept.push(isVain || !one.fix ? byHand(one, field, where) : one);
  }
  return kept;
}

/** Without the tap, in the words of those who have to do it themselves. */
function byHand(one, field, where) {
  const rule = field.rules.find((declared) => declared.rule === one.rule);
  const phrase = `${rule.says || `rule.${rule.fact}.${rule.op}`}.by_hand`;
  return exists(phrase) ? finding(one.rule, one.level, phrase, one.params, where, null) : { ...one, fix: null };
}

function scales(facts, field) {
  const rule = field.rules.find((one) => one.fact === "frame" && one.op === "is" && one.level === "must");
  const frame = facts.frame;
  if (!rule || !frame) return true;
  const [width, height] = rule.value;
  if (frame[0] < width || frame[1] < height) return false;
  return Math.abs((frame[0] * height) / (frame[1] * width) - 1) < 0.01;
}

module.exports = { check, glance, seen };
