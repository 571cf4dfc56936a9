// What only the phone does: engines that cannot normalise, and a look at a file before a byte is sent.
"use strict";

const assert = require("node:assert/strict");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const test = require("node:test");

const LIB = join(__dirname, "../../miniprogram/lib/domain");
const files = require(join(LIB, "files"));
const figures = require(join(LIB, "figures"));
const phones = require(join(LIB, "phones"));
const unicode = require(join(LIB, "unicode"));
const { zi } = require(join(LIB, "zi"));
const declared = JSON.parse(readFileSync(process.env.DECLARED, "utf8"));

const fieldOf = (track, key) =>
  declared.tracks.find((row) => row.key === track).fields.find((row) => row.key === key);

/** Runs as on an engine whose `normalize` gives every text back as it is, or is not there. */
function without(normalize, act) {
  const real = String.prototype.normalize;
  String.prototype.normalize = normalize;
  try {
    return act();
  } finally {
    String.prototype.normalize = real;
  }
}

for (const [how, normalize] of [["gives texts back", function same() { return String(this); }], ["is missing", undefined]]) {
  test(`an engine whose normalize ${how} still reads full width`, () => {
    without(normalize, () => {
      assert.equal(unicode.nfkc("ＡＢ１２　（！）"), "AB12 (!)");
      assert.equal(phones.tidy("１３８ ００００ １２３４"), "13800001234");
      assert.equal(figures.inPoints("１．甲\n２．乙"), true);
      assert.equal(zi("五小 创新"), 4);
    });
  });
}

const photo = (facts) => files.glance({ id: null, filename: "IMG_1.jpg", facts }, "", fieldOf("innovation", "photos"), []);

test("a photo is judged by what the phone knows of it, and density by nobody yet", () => {
  assert.deepEqual(photo({ format: "JPEG", bytes: 2000000, width: 4000, height: 3000 }), []);
  assert.deepEqual(
    photo({ format: "JPEG", bytes: 999999, width: 1280, height: 960 }).map((found) => found.rule),
    ["photos.bytes.min", "photos.pixels.fits"],
  );
  assert.deepEqual(photo({ bytes: 10485761 }).map((found) => [found.rule, found.file, found.attachment]), [
    ["photos.bytes.max", "IMG_1.jpg", null],
  ]);
});

test("a video is judged before it is sent: length, frame, and which way it was held", () => {
  const film = (facts) => files.glance({ id: null, filename: "v.mp4", facts }, "", fieldOf("innovation", "videos"), []);
  assert.deepEqual(film({ seconds: 301, width: 1920, height: 1080 }), []);
  assert.deepEqual(film({ seconds: 302, width: 1920, height: 1080 }).map((found) => found.rule), ["videos.seconds.max"]);
  assert.deepEqual(film({ seconds: 9, width: 1080, height: 1920 }).map((found) => found.rule), ["videos.landscape.is"]);
});

test("a finding is what the API sends", () => {
  const [found] = photo({ format: "PNG", bytes: 2000000, width: 4000, height: 3000 });
  assert.deepEqual(Object.keys(found), ["rule", "level", "file", "attachment", "params", "sentence", "fix"]);
});
