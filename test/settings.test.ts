import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import fc from "fast-check";
import { artifacts, baseDirectory } from "../lib/io/artifacts.ts";
import { choice, fromRoot, pathName, setting } from "../lib/settings.ts";

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

test("Every numeric setting has a range: what lies outside is one sentence, from the environment or the cell", () => {
  const wrong: [string, string | number, RegExp][] = [
    ["HARDEST", -1, /Expected HARDEST to be a whole number from 0 up, got -1: correct it/],
    ["TEST_SHARE", 5, /Expected TEST_SHARE to be a number from 0 to below 1, got 5/],
    ["TEST_SHARE", 1, /to below 1, got 1/], ["HELD_OUT", -0.1, /HELD_OUT/], ["HELD_OUT", 1, /HELD_OUT/],
    ["NUMBER", -5, /NUMBER to be a whole number from 0 up/], ["NUMBER", 2.5, /NUMBER/], ["START_ROW", -1, /START_ROW/],
    ["SEED", 0.5, /SEED/], ["SEED", 1e300, /SEED/], ["TEMPERATURE", 3, /TEMPERATURE to be a number from 0 to 2/], ["TOP_P", 0, /TOP_P to be a number above 0 to 1/],
    ["MAX_TOKENS", 0, /MAX_TOKENS to be a whole number from 1 up/], ["MAX_OUTPUT_TOKENS", -1, /MAX_OUTPUT_TOKENS/], ["MIN_DIFFICULTY", 0, /MIN_DIFFICULTY to be a whole number from 1 to 10/],
    ["MIN_DIFFICULTY", 11, /MIN_DIFFICULTY/], ["EPOCHS", -1, /EPOCHS/], ["RESAMPLES", 0, /RESAMPLES/], ["NUM_INFERENCE", -1, /NUM_INFERENCE/], ["QUESTIONS", 0, /QUESTIONS/],
    ["GPUS", 1.5, /GPUS/], ["USD_PER_HOUR", -2, /USD_PER_HOUR/], ["PATIENTS", 0, /PATIENTS/], ["REPLICAS", 0, /REPLICAS/], ["NOTE_TOKENS", -3, /NOTE_TOKENS/],
    ["SLURM_GRACE", -1, /SLURM_GRACE/], ["UNHEARD_OF", -1, /UNHEARD_OF/],
  ];
  for (const [name, value, message] of wrong) {
    const before = process.env[name];
    try {
      delete process.env[name];
      assert.throws(() => setting(name, value as number), message, `${name} in the cell`);
      process.env[name] = String(value);
      assert.throws(() => setting(name, 1), message, `${name} in the environment`);
    } finally {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    }
  }
});

test("What only looks like a number to JavaScript is none", () => {
  for (const text of ["0x10", " ", "1_000", "10,000", "Infinity", "NaN", "1e999", "0b1", "５", "--1", "1 2"]) {
    given(text);
    assert.throws(() => setting("DISTIL_TEST", 5), /to be a number, got/, text);
  }
});

test("Lists name at least one thing, each once, and numbers and words in them have their range", () => {
  for (const [name, fallback, message] of [
    ["VARIANTS", [], /VARIANTS to be a list of at least one/], ["MODELS", ["All", "All"], /MODELS to be a list without repeats, got "All" twice/],
    ["TEMPERATURES", ["0", "warm"], /TEMPERATURES to be a list, each a number from 0 to 2, got "warm"/], ["TOP_PS", ["0"], /TOP_PS/],
    ["QUESTION_TYPES", ["bool"], /QUESTION_TYPES to be a list, each one of boolean, numeric, na-boolean, na-numeric, got "bool"/],
  ] as const) assert.throws(() => setting(name, fallback), message);
  assert.deepEqual(setting("ALLOW_HOSTS_TEST", []), []);
});

test("Every number that a cell or lib takes as a setting has a range of its own in lib/settings", () => {
  const known = readFileSync(fromRoot("lib/settings.ts"), "utf8");
  const sources = [...globSync("lib/**/*.ts", { cwd: fromRoot() }), ...globSync("notebooks/**/*.ipynb", { cwd: fromRoot() })].filter((file) => !file.includes(".ipynb_checkpoints"));
  const taken = sources.flatMap((file) => [...readFileSync(fromRoot(file), "utf8").matchAll(/setting\(\\?"([A-Z_]+)\\?", [\d.]/g)].map((found) => found[1]!));
  assert.ok(taken.length > 20);
  assert.deepEqual(taken.filter((name) => !new RegExp(`\\b${name}: `).test(known)), []);
});

test("Names that become paths have one grammar: nothing climbs out of its folder on any system", () => {
  const plain = fc.stringMatching(/^[A-Za-z0-9][\w.+-]{0,40}[\w+-]$/).filter((name) => !/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name));
  fc.assert(fc.property(plain, (name) => pathName("a task", name) === name), { seed: 14 });
  const parts = ["..", ".", "/", "\\", "\0", "%u", "~", "$HOME", "*", "?", "[1]", ":", "\n", " ", "'", '"', "|", "<", "é", "\u2044", "\u202e"];
  const climbing = fc.array(fc.constantFrom(...parts, "a", "1"), { minLength: 1, maxLength: 5 }).map((all) => all.join("")).filter((name) => /[^\w.+-]|^\W|\.$/.test(name));
  fc.assert(fc.property(climbing, (name) => {
    assert.throws(() => pathName("a task", name), /^Error: Expected a task to be a name of letters, digits, "-", "_" and "\.", got .*: rename it$/s);
    for (const where of [artifacts.questions, artifacts.replies, artifacts.trainingSet, artifacts.student, artifacts.model, artifacts.conversion, artifacts.items]) {
      assert.throws(() => where(name), /to be a name of letters/);
    }
  }), { seed: 14, numRuns: 200 });
  for (const name of ["", "con", "NUL.txt", "a.", "-rf", ".hidden", "a".repeat(101)]) assert.throws(() => pathName("a task", name), /to be a name/, name);
});

test("RUN is a name below data/runs or a path outside the project, where git does not look", () => {
  const folder = (run: string) => {
    process.env["RUN"] = run;
    try {
      return baseDirectory("rehearsal");
    } finally {
      delete process.env["RUN"];
    }
  };
  assert.equal(folder("mine"), fromRoot("data/runs/mine"));
  assert.equal(folder("mine/second"), fromRoot("data/runs/mine/second"));
  assert.equal(folder(join(tmpdir(), "mine")), join(tmpdir(), "mine"));
  assert.equal(folder(fromRoot("data/runs/mine")), fromRoot("data/runs/mine"));
  for (const run of ["../mine", "a/../../../mine", "..", ".", "a//b", "%u", fromRoot("mine"), fromRoot("data/notes"), fromRoot("data/runs"), fromRoot()]) assert.throws(() => folder(run), /Expected RUN to be/, run);
});
