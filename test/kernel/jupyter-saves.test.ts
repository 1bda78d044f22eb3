import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { jupyterEnv, labArguments } from "../../notebooks/kernel/jupyter.ts";
import { readNotebook, ROOT, writeNotebook } from "../../notebooks/kernel/notebook.ts";
import { noBrowser, openPage } from "../pages/browser.ts";
import { jupyterPython, noJupyter, notebookOf, run, temporary } from "../notebooks/cells.ts";

const skip = noJupyter();

/** JupyterLab as `npm run lab` starts it, over a folder of its own, on a port that was asked for. */
async function startLab(t: TestContext, { unguarded = "", folder = temporary(t) }: { unguarded?: string; folder?: string } = {}) {
  const port = await freePort(), token = "t".repeat(32);
  const own = ["--no-browser", "--port", String(port), `--ServerApp.root_dir=${folder}`, `--IdentityProvider.token=${token}`];
  const apart = temporary(t), env = { ...jupyterEnv(), DISTIL_UNGUARDED: unguarded, JUPYTER_RUNTIME_DIR: join(apart, "runtime"), JUPYTER_CONFIG_DIR: join(apart, "config") };
  const lab = spawn(jupyterPython(), ["-m", "jupyter", ...labArguments(own)], { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [lab.stdout, lab.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
  t.after(async () => {
    const ended = new Promise((done) => lab.once("exit", done));
    lab.kill("SIGTERM");
    await ended;
  });
  const url = `http://127.0.0.1:${port}`, headers = { authorization: `token ${token}` };
  for (let tries = 0; tries < 600 && !(await fetch(`${url}/api`, { headers }).then(({ ok }) => ok, () => false)); tries++) await new Promise((wait) => setTimeout(wait, 100));
  const save = (path: string, content: object) => fetch(`${url}/api/contents/${path}`, { method: "PUT", headers, body: JSON.stringify({ type: "notebook", format: "json", content }) });
  return { folder, url, token, save, printed: () => printed };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((ready) => server.once("listening", ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

function shown() {
  const notebook = notebookOf(["note"]);
  notebook.cells[0]!.outputs = [{ output_type: "stream", name: "stdout", text: "MARKER-3301\n" }];
  return notebook;
}

test("JupyterLab starts on the port that was asked for, prints no code of its own and no errors, and saves notebooks for their owner alone.", { skip, timeout: 120_000 }, async (t) => {
  const { folder, save, printed } = await startLab(t);
  assert.doesNotMatch(printed(), /yarn|Dynamic require|Traceback|error/i);
  assert.ok(printed().length < 2000, printed());
  writeFileSync(join(folder, "old.ipynb"), JSON.stringify(shown()), { mode: 0o644 });
  for (const name of ["new.ipynb", "old.ipynb"]) {
    const { status } = await save(name, shown());
    assert.ok(status < 300, `${status}`);
    assert.match(readFileSync(join(folder, name), "utf8"), /MARKER-3301/);
    if (process.platform !== "win32") assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
  }
});

test("Where outputs are not kept out of commits, JupyterLab says why and saves none.", { skip, timeout: 120_000 }, async (t) => {
  const { folder, save, printed } = await startLab(t, { unguarded: "Outputs of notebooks are not saved, because git is away." });
  assert.ok((await save("new.ipynb", shown())).ok);
  assert.doesNotMatch(readFileSync(join(folder, "new.ipynb"), "utf8"), /MARKER-3301/);
  assert.match(printed(), /because git is away/);
});

test("Opening a notebook of the project in JupyterLab and saving it changes no byte of it.", { skip: skip || noBrowser, timeout: 180_000 }, async (t) => {
  const folder = temporary(t), file = join(folder, "1-create.ipynb");
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(ROOT, "notebooks", "a-distill", "1-create.ipynb"), file);
  const before = readFileSync(file, "utf8"), { url, token } = await startLab(t, { folder });
  const page = await openPage(t);
  await page.goto(`${url}/lab/tree/1-create.ipynb?token=${token}`);
  await page.getByText("TypeScript (distil) | Idle").waitFor({ timeout: 60_000 });
  await page.waitForTimeout(1000);
  assert.equal(await page.locator(".jp-mod-dirty").count(), 0, "it is marked as changed");
  await page.keyboard.press("Control+s");
  await page.waitForTimeout(1500);
  assert.equal(readFileSync(file, "utf8"), before);
});

test("A notebook that this project writes with outputs of its own is its owner's alone.", { skip: process.platform === "win32" && "Windows has no file modes" }, async (t) => {
  const folder = temporary(t), file = join(folder, "x.ipynb");
  writeFileSync(file, "{}", { mode: 0o644 });
  writeNotebook(file, shown());
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(readNotebook(file).cells.length, 1);
  const { status } = await run(process.execPath, [join(ROOT, "notebooks/kernel/run-notebook.ts"), file, "--out", join(folder, "out", "y.ipynb")]);
  assert.equal(status, 1); // there is no name `note`
});
