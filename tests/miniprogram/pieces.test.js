// How large the pieces of an upload are: such as take five to ten seconds.
const assert = require("node:assert");
const { test } = require("node:test");
const sending = require("../../miniprogram/lib/sending");

const KB = 1024;
const MB = 1024 * KB;

/** Sizes of pieces after calls of so many ms. */
function sizes(...told) {
  const row = { speed: 0 };
  const job = new sending.Job(row, () => {}, () => []);
  return [job.length, ...told.map(([ms, arrived]) => (job.adapt(ms, arrived ? job.length : 0), job.length))];
}

test("pieces double while they are quick, up to eight megabytes", () => {
  assert.deepStrictEqual(sizes(...Array(6).fill([4999, true])), [0.5, 1, 2, 4, 8, 8, 8].map((size) => size * MB));
});
test("pieces of five to ten seconds are right", () => {
  assert.deepStrictEqual(sizes([5000, true], [10000, true]), [512 * KB, 512 * KB, 512 * KB]);
});
test("slow pieces are halved, down to 64 KB, whether they arrived or not", () => {
  assert.deepStrictEqual(sizes([10001, true], [60000, false], [60000, false], [60000, false]), [512, 256, 128, 64, 64].map((size) => size * KB));
});
test("what is lost at once says nothing of the speed", () => {
  assert.deepStrictEqual(sizes([3, false], [20, false]), [512 * KB, 512 * KB, 512 * KB]);
});
