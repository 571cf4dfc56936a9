// Ends as people say them, the same as the server does (core.domain.windows.last_day).
const assert = require("node:assert");
const { test } = require("node:test");
const days = require("../../miniprogram/lib/days");

test("an end at midnight is the day before, one within a day has its minute", () => {
  assert.deepStrictEqual(
    ["2024-06-29T00:00:00+08:00", "2024-06-28T16:00:00Z", "2024-06-28T12:00:00+08:00", "2024-06-28T15:30:00Z", "2024-01-01T00:00:00+08:00"].map(days.lastDay),
    ["6月28日", "6月28日", "6月28日 12:00", "6月28日 23:30", "12月31日"],
  );
});
