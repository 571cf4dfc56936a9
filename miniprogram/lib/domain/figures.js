// Points and technical figures in a text (core/domain/figures.py).
"use strict";

const patterns = require("./patterns");
const unicode = require("./unicode");

function inPoints(text) {
  return patterns.count("point", normal(text)) >= 2;
}

function hasFigure(text) {
  return patterns.has("figure", measured(text));
}

function hasUnit(text) {
  return patterns.has("figure_unit", measured(text));
}

function normal(text) {
  return unicode.nfkc(patterns.replace("ringed", text, "\n(1)"));
}

function measured(text) {
  return patterns.replace("no_figure", normal(text), " ");
}

module.exports = { inPoints, hasFigure, hasUnit };
