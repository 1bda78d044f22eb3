import assert from "node:assert/strict";
import { test } from "node:test";
import { frame, FRAME_ROWS, rowsOf } from "../../lib/display/dataframe.ts";

test("A frame places values by name, keeps late columns and marks what is missing", () => {
  assert.deepEqual(rowsOf(frame([{ a: 1, b: "x" }, { b: "y", a: 2, c: true }])), [{ a: 1, b: "x", c: null }, { a: 2, b: "y", c: true }]);
});

test("A column's type is that of all its values, not of the first ones", () => {
  const rows = [...Array.from({ length: 30 }, (_, i) => ({ v: i })), { v: "text" }];
  assert.equal(frame(rows as object[]).dtypes[0], "string");
});

test("Filters work on a frame made from rows", () => {
  const df = frame([{ a: 1 }, { a: 2 }, { a: 3 }]);
  assert.deepEqual(rowsOf(df.query(df["a"].gt(1))), [{ a: 2 }, { a: 3 }]);
});

test("Column names that break a frame and too many rows are refused", () => {
  assert.throws(() => frame([{ query: 1 }]), /got "query": rename it/);
  assert.throws(() => frame(Array.from({ length: FRAME_ROWS + 1 }, () => ({ a: 1 }))), /Expected at most 50000 rows for a frame, got 50001/);
});
