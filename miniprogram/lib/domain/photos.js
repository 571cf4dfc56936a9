// What is said of one photo, and when one tap mends it (core/domain/fieldtypes/photographed.py).
"use strict";

const { finding } = require("./findings");

const HINTS = ["light", "contrast", "sharpness"];
const CONVERTED = ["HEIC", "PNG", "WEBP", "TIFF", "BMP", "AVIF"];

/** A mend is offered only where its copy keeps every rule; one sentence for one cause. */
function honest(found, facts, field) {
  const refused = found.map((one) => one.rule.split(".").slice(1).join("."));
  const way = wayToJpeg(refused, facts, field);
  const kept = [];
  for (const one of oneHint(found)) {
    const fact = one.rule.split(".")[1];
    if (fact === "dpi") kept.push(...ofDensity(one, refused, facts, way));
    else if (fact === "bytes" && refused.includes("format.is") && way === "jpeg") continue;
    else kept.push(one.fix === "jpeg" ? ofJpeg(one, facts, field, way) : one);
  }
  return kept;
}

function oneHint(found) {
  const said = found.map((one) => one.rule.split(".")[1]);
  const silent = HINTS.filter((hint) => said.includes(hint)).slice(1);
  return found.filter((one, place) => !silent.includes(said[place]));
}

function wayToJpeg(refused, facts, field) {
  if (refused.includes("pixels.fits") || !(facts.format === "JPEG" || CONVERTED.includes(facts.format))) return "";
  if ((facts.unmendable || []).includes("jpeg")) return "by_hand";
  const least = wanted(field, "bytes", "min");
  const isKnown = typeof facts.jpeg_bytes === "number" && least !== null;
  return isKnown && facts.jpeg_bytes < least ? "small" : "jpeg";
}

function ofJpeg(one, facts, field, way) {
  if (!way) return { ...one, fix: null };
  const fix = way === "jpeg" ? one.fix : null;
  let params = one.params;
  if (way === "small") {
    const [made, least] = [facts.jpeg_bytes, wanted(field, "bytes", "min")];
    const tell = mb(made) === mb(least) ? bytes : mb; // a few bytes short read the same in MB
    params = { ...params, made: tell(made), least: tell(least) };
  }
  const isCut = fix && one.rule.endsWith("bytes.max") && facts.format === "JPEG" && facts.jpeg_bytes <= wanted(field, "bytes", "max");
  return told(one, isCut ? "cut" : way, params, fix);
}

function ofDensity(one, refused, facts, way) {
  if (refused.includes("pixels.fits") || refused.includes("format.is")) return [];
  if ((facts.unmendable || []).includes("density")) return [told(one, "by_hand", one.params, null)];
  if (refused.includes("bytes.max") && way === "jpeg") return [told(one, "jpeg", one.params, "jpeg")];
  if (refused.includes("bytes.max") || refused.includes("bytes.min")) return [told(one, "later", one.params, null)];
  if (facts.dpi_conflict) return [told(one, "conflict", { ...one.params, most: facts.dpi_most }, one.fix)];
  return [facts.dpi ? one : told(one, "none", one.params, one.fix)];
}

/** The same finding in other words: those of its rule that end so. */
function told(one, ending, params, fix) {
  const name = one.rule.split(".").slice(1).join(".");
  return finding(one.rule, one.level, `rule.${name}.${ending}`, params, { file: one.file, attachment: one.attachment }, fix);
}

function wanted(field, fact, op) {
  const rule = field.rules.find((one) => one.fact === fact && one.op === op && one.level === "must");
  return rule ? rule.value : null;
}

const bytes = (size) => `${size} 字节`;
const mb = (size) => `${(size / 1000000).toFixed(2)} MB`;

module.exports = { honest };
