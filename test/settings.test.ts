import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { choice, setting } from "../lib/settings.ts";

afterEach(() => delete process.env.DISTIL_TEST);
const given = (value: string) => (process.env.DISTIL_TEST = value);

test("A setting is its default until the environment says otherwise, in the default's type", () => {
  assert.equal(setting("DISTIL_TEST", 5), 5);
  given("7.5");
  assert.equal(setting("DISTIL_TEST", 5), 7.5);
  assert.equal(setting("DISTIL_TEST", "x"), "7.5");
  given("a, b");
  assert.deepEqual(setting("DISTIL_TEST", ["c"]), ["a", "b"]);
  given("false");
  assert.equal(setting("DISTIL_TEST", true), false);
});

test("A value of the wrong type is named with its variable", () => {
  given("many");
  assert.throws(() => setting("DISTIL_TEST", 5), /Expected the environment variable DISTIL_TEST to be a number, got "many"/);
  assert.throws(() => setting("DISTIL_TEST", true), /to be true or false, got "many"/);
});

test("An unknown word lists the known ones", () => {
  given("cloud");
  assert.throws(() => choice("DISTIL_TEST", ["rehearsal", "server"], "rehearsal"), /Expected DISTIL_TEST to be one of rehearsal, server, got "cloud"/);
});
