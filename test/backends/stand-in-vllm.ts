// Stands in for `vllm` on the tests' nodes: `serve` and `run-batch` with the options that the library writes, and no model. A reply names the model, the GPUs and the question.
// Usage: node stand-in-vllm.ts serve WEIGHTS --host H --port P …  |  run-batch -i FILE -o FILE …
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";

const [command, ...rest] = process.argv.slice(2);
const text = { type: "string" } as const;
const yes = { type: "boolean" } as const;
const { values, positionals } = parseArgs({
  args: rest, allowPositionals: true, // and nothing else: an option that is not known ends the program, as vLLM's own parser does
  options: {
    host: text, port: text, model: text, "served-model-name": text, dtype: text, "tensor-parallel-size": text, "max-num-batched-tokens": text, "max-model-len": text, "max-loras": text, "max-lora-rank": text,
    "chat-template": text, "enable-prefix-caching": yes, "enable-prompt-tokens-details": yes, "enable-lora": yes, "lora-modules": { type: "string", multiple: true }, input: { type: "string", short: "i" }, output: { type: "string", short: "o" },
  },
});
const weights = command === "serve" ? positionals[0] : values.model;
if (!weights || !existsSync(`${weights}/config.json`)) fail(`OSError: ${weights} is not a folder with a model`);
// `--lora-modules A=a B=b`: all but the first arrive as positionals.
const adapters = [...(values["lora-modules"] ?? []), ...positionals.slice(1)].map((module) => module.split("=") as [string, string]);
for (const [name, path] of adapters) if (!existsSync(`${path}/adapter_config.json`)) fail(`ValueError: Loading lora ${name} failed: no adapter at ${path}`);
const models = [values["served-model-name"] as string, ...adapters.map(([name]) => name)];

if (command === "serve") serve();
else await runBatch(values.input as string, values.output as string);

function serve(): void {
  const healthyAt = Date.now() + 500; // weights take a while
  const server = createServer(async (request, response) => {
    const send = (status: number, body: object) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (request.url === "/health") return Date.now() < healthyAt ? send(503, {}) : send(200, {});
    if (request.headers.authorization !== `Bearer ${process.env.VLLM_API_KEY}`) return send(401, { error: { message: "Unauthorized" } });
    if (request.url === "/v1/models") return send(200, { object: "list", data: models.map((id) => ({ id, object: "model" })) });
    let body = "";
    for await (const part of request) body += part;
    send(...answer(JSON.parse(body) as Asked));
  });
  server.on("error", ({ message }) => fail(message));
  server.listen(Number(values.port), values.host);
  process.on("SIGTERM", () => process.exit(0));
}

/** Writes the results last first. The word "crash" in a prompt makes it die half way, once; "slow" makes it take its time. */
async function runBatch(input: string, output: string): Promise<void> {
  const lines = readFileSync(input, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as { custom_id: string; body: Asked });
  const results = lines.reverse().map(({ custom_id, body }) => {
    const [status_code, reply] = answer(body);
    return `${JSON.stringify({ id: "vllm-1", custom_id, response: { status_code, request_id: "r", body: reply }, error: null })}\n`;
  });
  const prompts = JSON.stringify(lines);
  if (prompts.includes("slow")) await sleep(3000);
  if (!prompts.includes("crash") || existsSync(`${input}.crashed`)) return writeFileSync(output, results.join(""));
  writeFileSync(`${input}.crashed`, "");
  writeFileSync(output, results.slice(0, results.length >> 1).join(""));
  fail("RuntimeError: Engine core died");
}

interface Asked {
  readonly model: string;
  readonly messages: readonly { readonly content: string }[];
}

function answer({ model, messages }: Asked): [number, object] {
  if (!models.includes(model)) return [404, { error: { message: `The model \`${model}\` does not exist.` } }];
  const content = `${model} on GPUs ${process.env.CUDA_VISIBLE_DEVICES}: ${messages.at(-1)?.content.split("\n").at(-1)}`;
  return [200, { id: "chatcmpl-1", object: "chat.completion", created: 1, model, choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }], usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } }];
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
