import assert from "node:assert/strict";
import { test } from "node:test";
import { percent, percentWithInterval, points } from "../../lib/display/format.ts";

test("A share is written in per cent, with the digits asked for.", () => {
  assert.deepEqual([percent(0.8934), percent(0.8934, 0), percent(1)], ["89.3 %", "89 %", "100.0 %"]);
});

test("A negative difference has a minus sign, not a hyphen.", () => {
  assert.deepEqual([points(-0.0123), points(0.0123)], ["−1.2", "1.2"]);
});

test("An interval is written behind its share, and left out where there is none.", () => {
  const estimate = 0.893;
  assert.equal(percentWithInterval({ estimate, low: 0.881, high: 0.902 }), "89.3 % (88.1–90.2)");
  assert.equal(percentWithInterval({ estimate, low: NaN, high: NaN }), "89.3 %");
});

test("A figure that is not defined is a dash.", () => {
  assert.deepEqual([percent(NaN), points(NaN)], ["–", "–"]);
  assert.equal(percentWithInterval({ estimate: NaN, low: NaN, high: NaN }), "–");
});
