// What is drawn crosses to the page in parcels under 32 KB, and arrives as it was given.
const assert = require("node:assert");
const { test } = require("node:test");
const parcels = require("../../miniprogram/lib/parcels");

const LIMIT = 32 * 1024;

/** A page that takes paths as setData does, and what crossed to it. */
function page(data = {}) {
  const crossed = [];
  return {
    data,
    crossed,
    setData(given) {
      crossed.push(Buffer.byteLength(JSON.stringify(given)));
      for (const [path, value] of Object.entries(given)) {
        const keys = path.replace(/\[(\d+)\]/g, ".$1").split(".");
        const last = keys.pop();
        keys.reduce((at, key) => at[key], data)[last] = JSON.parse(JSON.stringify(value));
      }
    },
  };
}

const row = (at, text) => ({ id: at, text, files: [{ id: `f${at}`, title: "照片" }] });

test("what is small crosses at once", () => {
  const made = page();
  parcels.deliver(made, { isThere: true, rows: [row(1, "短")] });
  assert.deepStrictEqual([made.data, made.crossed.length], [{ isThere: true, rows: [row(1, "短")] }, 1]);
});
test("what is large crosses in parts, each under the limit, and is whole afterwards", () => {
  const rows = Array.from({ length: 60 }, (_, at) => row(at, "字".repeat(at * 50)));
  const made = page();
  parcels.deliver(made, { isThere: true, rows, more: { note: "注".repeat(9000), other: "\n".repeat(9000) } });
  assert.deepStrictEqual(made.data, { isThere: true, rows, more: { note: "注".repeat(9000), other: "\n".repeat(9000) } });
  assert.ok(made.crossed.length > 3 && Math.max(...made.crossed) < LIMIT, String(made.crossed));
});
test("a shorter list leaves nothing of the longer one", () => {
  const made = page({ rows: Array.from({ length: 9 }, (_, at) => row(at, "旧")) });
  const rows = Array.from({ length: 3 }, (_, at) => row(at, "字".repeat(8000)));
  parcels.deliver(made, { rows });
  assert.deepStrictEqual(made.data, { rows });
});
test("every letter is weighed as it crosses, also those that JSON escapes", () => {
  for (const letter of ["a", "é", "字", "👍", "\n", '"', "\u0001", "\ud83d"]) assert.strictEqual(parcels.weight(letter), Buffer.byteLength(JSON.stringify(letter)), letter);
});
test("the parts of a text are under the limit whatever stands in it, and make the text again", () => {
  for (const letter of ["a", "字", "👍", "\u0001", "\ud83d"]) {
    const text = letter.repeat(20001);
    const parts = parcels.parts(text);
    assert.strictEqual(parts.join(""), text);
    assert.ok(Math.max(...parts.map(parcels.weight)) < LIMIT);
    assert.ok(letter !== "👍" || parts.every((part) => part.isWellFormed()), "no letter is cut in two");
  }
  assert.deepStrictEqual(parcels.parts(""), []);
});
test("a single text that cannot cross at once is shown in part, and says so", () => {
  const made = page();
  parcels.deliver(made, { rows: [row(1, "字".repeat(20000))] });
  assert.ok(Math.max(...made.crossed) < LIMIT);
  assert.match(made.data.rows[0].text, /^字+…（这里只显示开头，全文 20000 个字符）$/);
});
test("an object of many small parts crosses too, however many they are", () => {
  const reasons = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`item${at}`, "改".repeat(450)]));
  const made = page();
  parcels.deliver(made, { reasons, isReturning: true });
  assert.deepStrictEqual(made.data, { reasons, isReturning: true });
  assert.ok(Math.max(...made.crossed) < LIMIT, String(made.crossed));
});
