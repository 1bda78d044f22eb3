import assert from "node:assert/strict";
import { test } from "node:test";
import { readJson } from "../../lib/io/json.ts";
import { fromRoot } from "../../lib/settings.ts";
import { fixedAnswers, revisions } from "../fixtures/fixed-answers.ts";
import type { Role } from "../fixtures/fixed-answers.ts";

const recorded = readJson<Record<Role, { revision: string; answers: string }>>(fromRoot("test/fixtures/fixed-answers.json"));

test("A rehearsal model that answers otherwise has another declared revision, so that its old replies are not taken for new ones.", async () => {
  const answers = await fixedAnswers(), declared = revisions();
  for (const role of ["teacher", "base", "trainer"] as const) {
    const { revision, answers: before } = recorded[role];
    if (declared[role] === revision) assert.equal(answers[role], before, `the ${role} answers otherwise: raise its revision in cluster/rehearsal/revisions.json, then record with node test/fixtures/fixed-answers.ts`);
    else assert.fail(`the ${role} has a new revision that is not recorded: node test/fixtures/fixed-answers.ts > test/fixtures/fixed-answers.json`);
  }
});

test("Revisions keep to the form that journals' names are read by.", () => {
  for (const role of ["teacher", "base"] as const) assert.match(revisions()[role], /^[0-9a-f]{8}$/);
});
