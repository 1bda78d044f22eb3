import assert from "node:assert/strict";
import { test } from "node:test";
import { killRuns } from "../bench/inference/kills.ts";
import { scratch } from "./fake-requests.ts";

test("a batch killed five times, met by a second writer and a full disk, ends as one that nothing disturbed", async (t) => {
  const { askedAgain, ...report } = await killRuns({ kills: 5, folder: scratch(t), seed: 11 });
  assert.deepEqual(report, { requests: 1200, kills: 5, notOnce: 0, answeredAsked: 0, equal: true, secondWriterRefused: true, fullDiskSurvived: true });
  assert.ok(askedAgain <= 16 * 6, `${askedAgain} requests asked again`);
});
