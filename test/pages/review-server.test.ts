// Who gets an answer from the review's server: requests as no browser would send them.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { openReview } from "../../lib/pages/review/session.ts";
import { serveReview } from "../../lib/pages/server.ts";
import { printed, runCells, temporary } from "../notebooks/cells.ts";
import { bundled, command, ended, reviewer, writeSet } from "./review-fixture.ts";

async function serve(t: TestContext) {
  const notes = bundled(4), set = writeSet(temporary(t), { notes }), review = await openReview(set.file, { notes: set.notes });
  const server = await serveReview(review, [reviewer("ann"), reviewer("ben"), { name: "carol", role: "adjudicator" }]);
  t.after(async () => {
    await server.close();
    review.log.close();
  });
  const tokens = Object.fromEntries(server.people.map(({ name, url }) => [name, url.split("#")[1]!]));
  return { port: server.port, tokens, notes, review };
}

interface Sent { status: number; body: string; headers: Record<string, unknown> }

/** A request with exactly this path and these headers. */
const send = (port: number, { path = "/api/session", method = "POST", token, headers = {}, body = "{}" }: { path?: string; method?: string; token?: string | undefined; headers?: Record<string, string>; body?: string }): Promise<Sent> =>
  new Promise((done, failed) => {
    const all = { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers };
    const asked = request({ port, host: "127.0.0.1", path, method, headers: all }, (response) => {
      let text = "";
      response.on("data", (part) => (text += String(part))).on("end", () => done({ status: response.statusCode!, body: text, headers: response.headers }));
    });
    asked.on("error", failed).end(method === "GET" ? undefined : body);
  });

test("With its token a reviewer gets the list, an item and its note; the page itself holds nothing of them.", async (t) => {
  const { port, tokens, notes } = await serve(t), token = tokens["ann"];
  const session = JSON.parse((await send(port, { token })).body) as { lines: { item_id: string }[]; name: string };
  assert.deepEqual([session.name, session.lines.length], ["ann", 4]);
  assert.equal((JSON.parse((await send(port, { token, path: "/api/note", body: JSON.stringify({ note_id: notes[0]!.note_id }) })).body) as { text: string }).text, notes[0]!.text);
  const page = await send(port, { path: "/", method: "GET" });
  assert.equal(page.status, 200);
  assert.doesNotMatch(page.body, /item-0|Admission/);
  assert.match(String(page.headers["content-security-policy"]), /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'/);
  assert.doesNotMatch(page.body, /<script>|style=| on\w+=/);
});

test("Without a token, with a wrong one, or with one that only begins right, every call is refused.", async (t) => {
  const { port, tokens } = await serve(t);
  for (const path of ["/api/session", "/api/item", "/api/note", "/api/preview", "/api/decide", "/api/agreement", "/api/files"]) {
    for (const token of [undefined, "x", tokens["ann"]!.slice(0, -1), `${tokens["ann"]}x`]) {
      const { status, body } = await send(port, { path, token });
      assert.equal(status, 401);
      assert.match(body, /^\{"error":"Expected the token of a reviewer, got none that holds/);
    }
  }
});

test("A request from another origin is refused, even with the token.", async (t) => {
  const { port, tokens } = await serve(t), token = tokens["ann"];
  for (const headers of [{ origin: "http://evil.example" }, { origin: "null" }, { origin: `http://127.0.0.1:${port + 1}` }, { "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }] as Record<string, string>[]) {
    assert.equal((await send(port, { token, headers })).status, 403, JSON.stringify(headers));
  }
  assert.equal((await send(port, { token, headers: { origin: `http://127.0.0.1:${port}`, "sec-fetch-site": "same-origin" } })).status, 200);
});

test("A forged Host is refused, even with the token: another site's name cannot be made to point here.", async (t) => {
  const { port, tokens } = await serve(t), token = tokens["ann"];
  for (const host of ["evil.example", `evil.example:${port}`, "127.0.0.1", `127.0.0.1:${port + 1}`, `127.0.0.1:${port}.evil.example`, `0.0.0.0:${port}`]) assert.equal((await send(port, { token, headers: { host } })).status, 421, host);
  assert.equal((await send(port, { token, headers: { host: `localhost:${port}` } })).status, 200);
});

test("Paths that climb out of the page's folder are refused, however they are written.", async (t) => {
  const { port, tokens } = await serve(t);
  for (const path of ["/../../../../package.json", "/../../etc/passwd", "/..%2f..%2f..%2f..%2fpackage.json", "/%2e%2e/session.ts", "/page.js/../../session.ts", "//etc/passwd", "/..\\..\\package.json", "/page.js%00.html", "/review-page/index.html", "http://127.0.0.1/../package.json"]) {
    for (const method of ["GET", "POST"]) {
      const { status, body } = await send(port, { path, method, token: tokens["ann"] });
      assert.equal(status, 404, path);
      assert.doesNotMatch(body, /root:|distil/);
    }
  }
});

test("The server listens on loopback alone.", async (t) => {
  const { port } = await serve(t);
  const other = await new Promise<string>((done) => connect(port, "127.0.0.2").once("connect", () => done("connected")).once("error", (error) => done((error as NodeJS.ErrnoException).code ?? "")));
  assert.equal(other, "ECONNREFUSED");
});

test("A reviewer's token shows nobody else's verdicts and no agreement; only the adjudicator's does.", async (t) => {
  const { port, tokens } = await serve(t), call = (name: string, path: string, body: object) => send(port, { token: tokens[name], path, body: JSON.stringify(body) });
  const opened = JSON.parse((await call("ann", "/api/item", { item_id: "item-0" })).body) as { form: object };
  const saved = await call("ann", "/api/decide", { item_id: "item-0", version: 0, action: "decide", seconds: 1, proposal: { ...opened.form, answer: "No", comment: "mine alone" } });
  assert.equal(saved.status, 200);
  for (const path of ["/api/session", "/api/item"]) assert.doesNotMatch((await call("ben", path, { item_id: "item-0" })).body, /mine alone|"ann"|edited/);
  assert.equal((await call("ben", "/api/agreement", {})).status, 403);
  assert.match((await call("carol", "/api/item", { item_id: "item-0" })).body, /"who":"ann".*mine alone/);
});

test("Broken calls get one sentence that repeats nothing of what was sent, and change nothing.", async (t) => {
  const { port, tokens, review } = await serve(t), token = tokens["ann"];
  const refused: [number, Parameters<typeof send>[1]][] = [
    [400, { body: "{broken secret" }], [415, { headers: { "content-type": "text/plain" } }], [404, { path: "/api/item", body: '{"item_id":"secret"}' }], [404, { path: "/api/note", body: '{"note_id":"__proto__"}' }],
    [400, { path: "/api/item", body: '{"item_id":5}' }], [400, { path: "/api/decide", body: '{"item_id":"item-0","version":0,"action":"decide","seconds":-1,"proposal":{"question":"secret"}}' }], [413, { path: "/api/item", body: `{"item_id":"${"x".repeat(9 << 20)}"}` }],
  ];
  for (const [status, sent] of refused) {
    const answer = await send(port, { path: "/api/session", token, ...sent, ...(sent.body?.startsWith("{broken") ? { path: "/api/item" } : {}) }).catch((error: Error) => {
      if (status !== 413) throw error; // the server may hang up while the rest of what is too long is still being sent
      return { status, body: '{"error":"Expected"}' };
    });
    assert.equal(answer.status, status);
    assert.match(answer.body, /^\{"error":"Expected/);
    assert.doesNotMatch(answer.body, /secret/);
  }
  assert.deepEqual(review.log.lanes(), []);
});

test("What the command prints, errors included, and its arguments hold nothing of a note, a question or an answer.", async (t) => {
  const marker = "XYLOPHONE-7741", notes = bundled(3).map((n) => ({ ...n, text: `${marker} ${n.text}` })), folder = temporary(t);
  const rows = [{ item_id: "a", note_id: notes[0]!.note_id, question_type: "boolean", question: `Is ${marker} there?`, answer: "Yes", section: "x", source: marker }, { item_id: "b", note_id: notes[1]!.note_id, question_type: "numeric", question: marker, answer: marker, source: marker }];
  const set = writeSet(folder, { notes, items: rows }), served = await command([set.file, "--notes", set.notes, "--reviewers", "ann"]), [, port, token] = /:(\d+)\/#(.+)$/.exec(served.urls["ann"]!)!;
  const answer = await send(Number(port), { token, path: "/api/decide", body: JSON.stringify({ item_id: "a", version: 0, action: "decide", seconds: 1, proposal: { question: marker, answer: "perhaps", section: marker, source: marker, explanation: marker, comment: marker, span: null, valid: true } }) });
  assert.equal(answer.status, 422);
  assert.doesNotMatch(answer.body, new RegExp(marker));
  await ended(served.child, "SIGINT");
  assert.match(served.printed(), /1 rows are no items and are left aside; the first: items\.jsonl, line 2/);
  assert.doesNotMatch(served.printed() + served.child.spawnargs.join(" "), new RegExp(marker));
});

test("A second signal while the review's files are being written does not cut them short, and the lock is given back.", async (t) => {
  const folder = temporary(t), set = writeSet(folder, { notes: bundled(4) }), served = await command([set.file, "--notes", set.notes, "--reviewers", "ann"]);
  served.child.kill("SIGINT");
  await ended(served.child, "SIGINT");
  assert.equal(served.child.exitCode, 0);
  assert.match(served.printed(), /^0 items reviewed, 0 wait for adjudication, 4 open/m);
  assert.deepEqual(readdirSync(join(folder, "items.review")).toSorted(), ["annotated.csv", "label-studio.json", "label-studio.xml", "log.jsonl", "reviewed.jsonl"]);
});

test("A cell opens the review page as the command does.", async (t) => {
  const set = writeSet(temporary(t), { notes: bundled(4) });
  const { cells, status } = await runCells(t, [
    `import { openReview } from "distil/pages/review/session";\nimport { serveReview } from "distil/pages/server";\nconst review = await openReview(${JSON.stringify(set.file)}, { notes: ${JSON.stringify(set.notes)} });\nconst server = await serveReview(review, [{ name: "ann", role: "reviewer" }]);`,
    "const { status } = await fetch(server.people[0]!.url);\nconsole.log(status, review.items.length);",
    "await server.close();\nreview.log.close();",
  ]);
  assert.equal(status, 0);
  assert.equal(printed(cells[1]), "200 4\n");
});
