import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { jupyterEnv } from "../../notebooks/kernel/jupyter.ts";
import { readNotebook, ROOT } from "../../notebooks/kernel/notebook.ts";
import { hoverOverBar, noBrowser, openPage } from "../pages/browser.ts";
import { jupyterPython, noJupyter, temporary } from "./cells.ts";

const NOTEBOOK = "1-create.ipynb";
const RUN = "test-lab";
const SCREENSHOTS = join(ROOT, "data", "runs", "screenshots");

/** JupyterLab over a folder with a copy of the notebook, so that nothing of the project is saved over; its address with its token. */
async function startLab(t: TestContext): Promise<string> {
  const folder = temporary(t);
  copyFileSync(join(ROOT, "notebooks", "a-distill", NOTEBOOK), join(folder, NOTEBOOK));
  const runs = () => rmSync(join(ROOT, "data", "runs", RUN), { recursive: true, force: true });
  runs();
  const env = { ...jupyterEnv(), RUN, JUPYTER_RUNTIME_DIR: join(folder, "runtime"), JUPYTER_CONFIG_DIR: join(folder, "config") };
  const options = ["--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", `--ServerApp.root_dir=${folder}`];
  const lab = spawn(jupyterPython(), ["-m", "jupyter", "lab", ...options], { cwd: ROOT, env, stdio: "ignore" });
  t.after(async () => {
    const ended = new Promise((done) => lab.once("exit", done));
    lab.kill("SIGTERM");
    await ended;
    runs();
  });
  for (let tries = 0; tries < 600; tries++) {
    const [file] = globSync("runtime/jpserver-*.json", { cwd: folder });
    const server = file && JSON.parse(readFileSync(join(folder, file), "utf8") || "{}");
    if (server?.url && (await answers(`${server.url}api`))) return `${server.url}lab/tree/${NOTEBOOK}?token=${server.token}`;
    await new Promise((wait) => setTimeout(wait, 100));
  }
  throw new Error("JupyterLab did not start within a minute");
}

const answers = (url: string): Promise<boolean> => fetch(url).then(({ ok }) => ok, () => false);

test("In JupyterLab, Run All runs a-distill/1-create: the bar moves, and the figure answers the mouse.", { skip: noJupyter() || noBrowser, timeout: 300_000 }, async (t) => {
  const page = await openPage(t);
  await page.goto(await startLab(t));
  await page.locator(".jp-Notebook .jp-CodeCell").first().waitFor({ timeout: 60_000 });
  await page.getByText("TypeScript (distil) | Idle").waitFor({ timeout: 60_000 });
  await page.getByRole("menuitem", { name: "Run", exact: true }).click();
  await page.getByText("Run All Cells", { exact: true }).click();

  const seen = new Set<number>();
  const count = readNotebook(join(ROOT, "notebooks", "a-distill", NOTEBOOK)).cells.filter((cell) => cell.cell_type === "code").length;
  const finished = async () => (await page.locator(".jp-CodeCell .jp-InputPrompt").allTextContents()).filter((text) => /\[\d+\]/.test(text)).length;
  const errors = page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']");
  const deadline = Date.now() + 180_000;
  while ((await finished()) < count && (await errors.count()) === 0 && Date.now() < deadline) {
    for (const value of await page.locator("progress").evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute("value")) / Number(bar.getAttribute("max"))))) seen.add(value);
    await page.waitForTimeout(100);
  }
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, "lab-1-create.png") });
  assert.deepEqual(await errors.allTextContents(), []);
  assert.equal(await finished(), count);
  assert.ok(seen.has(1) && [...seen].filter((share) => share > 0 && share < 1).length >= 2, `the bar was seen at ${[...seen].join(", ")}`);

  assert.match(await hoverOverBar(page, ".jp-Notebook"), /\d/);
  await page.screenshot({ path: join(SCREENSHOTS, "lab-1-create.png") });
});
