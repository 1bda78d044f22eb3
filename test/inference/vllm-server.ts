// A real vLLM on this machine's CPU for the serving tests: whether there is one, starting it on a free port of 127.0.0.1, ending it.
import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { PYTHON } from "../notebooks/programs.ts";
import { noTrainer, until } from "../training/training-lab.ts";

/** Why tests that serve are skipped here, or false. */
export const noServer: string | false = noTrainer || (spawnSync(PYTHON, ["-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('vllm') is None)"]).status !== 0 && "no vLLM in .venv-training: it is installed there on machines without a GPU");

export interface VllmServer {
  readonly url: string;
  readonly stop: () => void;
}

const ENVIRONMENT = {
  HF_HUB_OFFLINE: "1", VLLM_NO_USAGE_STATS: "1", DO_NOT_TRACK: "1", VLLM_LOGGING_LEVEL: "WARNING",
  VLLM_CPU_KVCACHE_SPACE: "1", VLLM_CPU_OMP_THREADS_BIND: "nobind", OMP_NUM_THREADS: "1",
};

/** Starts vLLM on a model folder, with further words of `vllm serve`, and waits until it is healthy. In float32, uncompiled, with room for 512 tokens. */
export async function startVllm(model: string, words: readonly string[] = []): Promise<VllmServer> {
  const port = await freePort(), url = `http://127.0.0.1:${port}`;
  const args = ["-m", "vllm.entrypoints.openai.api_server", "--model", model, ...words, "--dtype", "float32", "--enforce-eager", "--max-model-len", "512", "--host", "127.0.0.1", "--port", String(port)];
  const child = spawn(PYTHON, args, { env: { ...process.env, ...ENVIRONMENT }, stdio: ["ignore", "ignore", "pipe"], detached: true });
  let said = "", ended = false;
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-3000)));
  child.once("error", (error) => (said += error.message)).once("close", () => (ended = true));
  const stop = () => {
    process.off("exit", stop);
    if (!ended) process.kill(-(child.pid as number), "SIGKILL"); // with the engine, which is a process of its own
  };
  process.once("exit", stop);
  try {
    await until(async () => {
      if (ended) throw new Error(`Expected vLLM to serve ${model}, it ended: ${said}`);
      return fetch(`${url}/health`).then(({ ok }) => ok, () => false);
    }, "vLLM to be healthy");
  } catch (error) {
    stop();
    throw error;
  }
  return { url, stop };
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer().once("error", failed).listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => found(port));
    });
  });
}
