// A file of its own, so that its five minutes of waiting pass beside other tests.
import assert from "node:assert/strict";
import { test } from "node:test";
import { answerAfter } from "../bench/inference/client.bench.ts";

test("an answer after 310 seconds of silence arrives", { skip: process.env["DISTIL_SLOW"] ? false : "takes 310 seconds: set DISTIL_SLOW=1" }, async () => {
  assert.equal(Math.floor((await answerAfter(310)).value), 310);
});
