// The rehearsal server: vLLM's API on loopback, answered by the rehearsal teacher and the students trained in this run. Nothing leaves the machine.
// Usage: node server.ts RUN_FOLDER [BUNDLED_FOLDER]; prints its URL as the first line and ends when its standard input closes.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { z } from "zod";
import { STAGES } from "../../lib/io/artifacts.ts";
import { parsePrompt } from "../../lib/prompts.ts";
import type { PromptParts } from "../../lib/prompts.ts";
import type { AnswerKind, Message } from "../../lib/types.ts";
import { baseWeights, loadWeights, replyText } from "./student/student.ts";
import type { Weights } from "./student/student.ts";
import { answerQuestion, writeItems } from "./teacher/teacher.ts";

const Body = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() })).min(1),
  max_tokens: z.number().int().positive().optional(),
  max_completion_tokens: z.number().int().positive().optional(),
});

type Completion = { text: string; finish: "stop" | "length" };
const counters = { requests: 0, prompt: 0, generated: 0, queries: 0, hits: 0, running: 0 };
const SEED = process.env.SEED ?? "1";
/** About four characters a token, as English text has in Llama's tokenizer. */
const tokens = (text: string): number => Math.ceil(text.length / 4);

const models = new Map<string, { stamp: number; weights: Weights; root: string }>();
const folders = process.argv.slice(2).map((folder) => join(folder, STAGES.models));

/** The file of a student's converted weights: of this run if it has them, else of the bundled run. */
const modelFile = (name: string): string | undefined => folders.map((folder) => join(folder, name, "model.bin")).find((file) => existsSync(file));

function student(name: string): { weights: Weights; root: string } | undefined {
  if (name === "base") return base();
  const file = /^[\w-]+$/.test(name) ? modelFile(name) : undefined;
  if (!file) return undefined;
  const stamp = statSync(file).mtimeMs;
  let loaded = models.get(file);
  if (loaded?.stamp !== stamp) {
    const bytes = readFileSync(file);
    loaded = { stamp, weights: loadWeights(bytes), root: revision(bytes) };
    models.set(file, loaded);
  }
  return loaded;
}

let untrained: { weights: Weights; root: string } | undefined;
const base = () => (untrained ??= { weights: baseWeights(), root: `rehearsal:${REVISIONS.base}` });

/**
 * The declared revisions of what is code: raise one when its answers change, and its replies are
 * asked for again. test/rehearsal/revisions.test.ts holds each to fixed answers.
 */
const REVISIONS = JSON.parse(readFileSync(join(import.meta.dirname, "revisions.json"), "utf8")) as { teacher: string; base: string; trainer: string };

/** A student's revision, given as `root` in /v1/models: another one's replies are not resumed. */
const revision = (weights: Uint8Array): string =>
  `rehearsal:${createHash("sha256").update(weights).update(REVISIONS.trainer === "1" ? "" : REVISIONS.trainer).digest("hex").slice(0, 8)}`;

function modelList(): { id: string; object: string; owned_by: string; root: string }[] {
  const names = new Set(folders.flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : [])).filter((name) => modelFile(name)));
  const entry = (id: string, root: string) => ({ id, object: "model", owned_by: "rehearsal", root });
  return [entry("teacher", `rehearsal:${REVISIONS.teacher}`), entry("base", base().root), ...[...names].sort().map((name) => entry(name, student(name)?.root ?? ""))];
}

function complete(model: string, messages: readonly Message[], parts: PromptParts): Completion | undefined {
  if (model !== "teacher") {
    const found = student(model);
    return found && { text: parts.question === undefined ? "I can only answer questions about a note." : replyText(found.weights, messages), finish: "stop" };
  }
  if (parts.question !== undefined) {
    const { type, answer, section, source, explanation } = answerQuestion(parts.note, parts.question, { seed: SEED });
    return { text: JSON.stringify(parts.support ? { type, answer, section, source, explanation } : { answer }), finish: "stop" };
  }
  const { reply, mistakes } = writeItems(parts.note, readRequest(parts.request ?? ""), { seed: SEED });
  return { text: reply, finish: mistakes.some((m) => m.mode === "truncated") ? "length" : "stop" };
}

/** What a create request asks for, read from its words as a model would: how many, Yes/No or numbers, answerable or not. */
function readRequest(request: string): { kind: AnswerKind; answerable: boolean; count: number } {
  return {
    kind: /numeric|number/i.test(/^.{0,80}/.exec(request)?.[0] ?? "") ? "numeric" : "boolean",
    answerable: !/cannot be answered|not answerable|can't be answered|unanswerable/i.test(request),
    count: Number(/\b(\d{1,2})\b/.exec(request)?.[1] ?? 10),
  };
}

/** The note read last is remembered by teacher and students, so its prompt prefix counts as cached, as a prefix cache would have it. */
const recent: string[] = [];
function cachedTokens(parts: PromptParts, prompt: string): number {
  const key = createHash("sha1").update(parts.note).digest("hex");
  const seen = recent.includes(key);
  if (!seen && recent.push(key) > 64) recent.shift();
  return seen ? Math.min(tokens(prompt), tokens(parts.note)) : 0;
}

async function chat(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const parsed = Body.safeParse(parseJson(Buffer.concat(chunks).toString("utf8")));
  if (!parsed.success) return send(response, 400, { error: { message: z.prettifyError(parsed.error), type: "BadRequestError", code: 400 } });
  const { model, messages, max_tokens, max_completion_tokens } = parsed.data;
  const parts = parsePrompt(messages) ?? { note: messages.at(-1)?.content ?? "", question: messages.at(-1)?.content ?? "", support: true };
  const answer = complete(model, messages, parts);
  if (!answer) return send(response, 404, { error: { message: `The model "${model}" does not exist.`, type: "NotFoundError", code: 404 } });
  const prompt = messages.map((m) => m.content).join("\n");
  const limit = (max_completion_tokens ?? max_tokens ?? 4096) * 4;
  const { text, finish } = answer.text.length > limit ? { text: answer.text.slice(0, limit), finish: "length" } : answer;
  const usage = { prompt_tokens: tokens(prompt), completion_tokens: tokens(text), total_tokens: tokens(prompt) + tokens(text), prompt_tokens_details: { cached_tokens: cachedTokens(parts, prompt) } };
  counters.requests++;
  counters.prompt += usage.prompt_tokens;
  counters.generated += usage.completion_tokens;
  counters.queries += usage.prompt_tokens;
  counters.hits += usage.prompt_tokens_details.cached_tokens;
  send(response, 200, { id: `chatcmpl-${counters.requests}`, object: "chat.completion", created: Math.floor(Date.now() / 1000), model, choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: finish }], usage });
}

const metricsText = (): string =>
  ([["num_requests_running", "gauge", counters.running], ["num_requests_waiting", "gauge", 0], ["kv_cache_usage_perc", "gauge", 0], ["num_preemptions_total", "counter", 0],
    ["prefix_cache_queries_total", "counter", counters.queries], ["prefix_cache_hits_total", "counter", counters.hits],
    ["prompt_tokens_total", "counter", counters.prompt], ["generation_tokens_total", "counter", counters.generated]] as const)
    .map(([name, type, value]) => `# TYPE vllm:${name} ${type}\nvllm:${name}{model_name="rehearsal"} ${value}`).join("\n") + "\n";

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

const server = createServer((request, response) => {
  const route = `${request.method} ${request.url}`;
  if (route === "POST /v1/chat/completions") {
    counters.running++;
    chat(request, response)
      .catch((error: Error) => send(response, 500, { error: { message: `The rehearsal model failed: ${error.name}`, type: "InternalServerError", code: 500 } }))
      .finally(() => counters.running--);
  } else if (route === "GET /v1/models") send(response, 200, { object: "list", data: modelList() });
  else if (route === "GET /health") response.writeHead(200).end();
  else if (route === "GET /metrics") response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(metricsText());
  else send(response, 404, { error: { message: "Not Found", type: "NotFoundError", code: 404 } });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`));
process.stdin.on("end", () => process.exit(0)).resume();
process.on("SIGINT", () => {}); // stopping a cell sends it to the kernel's children too, and the next cell asks again
