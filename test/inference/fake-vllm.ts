// A server that speaks vLLM's API and computes nothing: /v1/models, /v1/chat/completions, /metrics, /health, with vLLM's scheduling (fake-engine.ts) and faults that can be
// switched on. Its replies are a function of the request, so that two runs can be compared. Started as a program it takes its options as JSON, prints its URL and ends with its standard input.
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { random } from "../../lib/random.ts";
import { startEngine } from "./fake-engine.ts";
import type { EngineOptions, Usage } from "./fake-engine.ts";

export type Fault = "429" | "429-retry-after" | "500" | "503" | "reset" | "hang" | "cut" | "html" | "wrong-model";

export interface FakeOptions extends Partial<EngineOptions> {
  readonly model?: string;
  /** What /v1/models says the model was made from: vLLM gives a path. */
  readonly root?: string;
  /** Tokens of a reply. @default 20 */
  readonly tokens?: number;
  /** Without an engine every request is answered at once, unread. @default true */
  readonly engine?: boolean;
  /** Time stands still until so many requests are there (or no more come), so that the engine sees the load a slow model would. */
  readonly expect?: number;
  /** Longer prompts get vLLM's 400. */
  readonly maxModelLen?: number;
  /** The share of replies that a fault hits, and which. */
  readonly faults?: { readonly share: number; readonly kinds: readonly Fault[]; readonly seed: number };
  /** Milliseconds a pass of the model takes. @default as little as possible */
  readonly stepMs?: number;
  /** Milliseconds before a reply. */
  readonly delay?: number;
  /** Without /metrics, as other servers are. @default true */
  readonly metrics?: boolean;
}

export interface FakeVllm {
  readonly url: string;
  /** SHA-256 of each request's body as it came, in order: the keys of the batch's requests. */
  readonly seen: string[];
  /** Most requests that were open at one time. */
  readonly most: () => number;
  /** Connections there have been. */
  readonly connections: () => number;
  /** Changes options while it runs. */
  set(options: FakeOptions): void;
  /** Refuses connections, and breaks those there are, for so long. */
  down(ms: number): Promise<void>;
  close(): Promise<void>;
}

export async function startFakeVllm(initial: FakeOptions = {}): Promise<FakeVllm> {
  let options: FakeOptions = initial;
  const engine = startEngine({ blocks: options.blocks ?? 25_000, maxSeqs: options.maxSeqs ?? 256, maxBatchedTokens: options.maxBatchedTokens ?? 8192 });
  const chance = random(options.faults?.seed ?? 0);
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const open = { now: 0, most: 0, lastArrival: 0, connections: 0 };
  let ticking = false;

  const tick = () => {
    const { running, waiting } = engine.counts();
    if (running + waiting === 0) return void (ticking = false);
    const settled = running + waiting >= (options.expect ?? 0) || performance.now() - open.lastArrival > 15;
    if (settled) engine.step();
    if (options.stepMs) setTimeout(tick, options.stepMs);
    else setImmediate(tick);
  };
  const compute = (prompt: string, tokens: number): Promise<Usage> => new Promise((done) => {
    engine.add({ prompt, tokens, done });
    if (!ticking) setImmediate(tick);
    ticking = true;
  });
  const complete = async (body: Buffer, request: IncomingMessage, response: ServerResponse) => {
    const model = options.model ?? "fake";
    if (options.engine === false) return sendJson(response, 200, atOnce(model, options.tokens ?? 20));
    const key = createHash("sha256").update(body).digest("hex");
    seen.push(key);
    const asked = JSON.parse(body.toString()) as { model: string; messages: { role: string; content: string }[]; max_tokens: number };
    if (asked.model !== model) return sendError(response, 404, `The model \`${asked.model}\` does not exist.`);
    const prompt = asked.messages.map(({ role, content }) => `<|${role}|>\n${content}`).join("\n");
    const promptTokens = Math.ceil(prompt.length / 4);
    if (promptTokens > (options.maxModelLen ?? Infinity)) return sendError(response, 400, `This model's maximum context length is ${options.maxModelLen} tokens. However, your request has ${promptTokens} input tokens.`);
    const { faults } = options;
    const fault = faults && chance() < faults.share ? faults.kinds[Math.floor(chance() * faults.kinds.length)] : undefined;
    if (fault && spoil(fault, { request, response, model })) return;
    const usage = await compute(prompt, Math.min(asked.max_tokens, options.tokens ?? 20));
    if (options.delay) await new Promise((done) => setTimeout(done, options.delay));
    sendJson(response, 200, reply({ model: fault === "wrong-model" ? "another-model" : model, text: words(key, usage.completion_tokens), usage }));
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      if (request.url === "/health") return response.end();
      if (request.url === "/v1/models") return sendJson(response, 200, { object: "list", data: [{ id: options.model ?? "fake", object: "model", ...(options.root ? { root: options.root, parent: null } : {}) }] });
      if (request.url === "/metrics") return options.metrics === false ? sendError(response, 404, "Not Found") : response.end(metrics(engine.counts()));
      if (request.url !== "/v1/chat/completions") return sendError(response, 404, "Not Found");
      open.most = Math.max(open.most, ++open.now);
      open.lastArrival = performance.now();
      response.once("close", () => open.now--);
      void complete(Buffer.concat(parts), request, response);
    });
  };

  const server = createServer({ keepAliveTimeout: 60_000 }, onRequest);
  server.on("connection", (socket) => {
    open.connections++;
    sockets.add(socket.once("close", () => sockets.delete(socket)));
  });
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  const close = () => new Promise<void>((done) => {
    server.close(() => done());
    for (const socket of sockets) socket.destroy();
  });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`, seen, most: () => open.most, connections: () => open.connections, close,
    set: (changes) => void (options = { ...options, ...changes }),
    async down(ms) {
      await close();
      await new Promise((done) => setTimeout(done, ms));
      await listen(port);
    },
  };
}

/** Answers with a fault. False when the answer is to go on to the model. */
function spoil(fault: Fault, { request, response, model }: { request: IncomingMessage; response: ServerResponse; model: string }): boolean {
  if (fault === "wrong-model") return false;
  if (fault === "429" || fault === "500" || fault === "503") sendError(response, Number(fault), "spoiled");
  else if (fault === "429-retry-after") sendError(response.setHeader("retry-after", "1"), 429, "spoiled");
  else if (fault === "reset") request.socket.resetAndDestroy();
  else if (fault === "html") response.writeHead(200, { "content-type": "text/html" }).end("<html><body>Please sign in</body></html>");
  else if (fault === "cut") {
    const whole = Buffer.from(JSON.stringify(reply({ model, text: "cut", usage: { prompt_tokens: 1, completion_tokens: 1, cached_tokens: 0 } })));
    response.writeHead(200, { "content-type": "application/json", "content-length": whole.length }).write(whole.subarray(0, whole.length >> 1), () => request.socket.destroy());
  }
  return true;
}

const reply = ({ model, text, usage }: { model: string; text: string; usage: Usage }) => ({
  id: "chatcmpl-1", object: "chat.completion", created: 1, model,
  choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
  usage: { prompt_tokens: usage.prompt_tokens, completion_tokens: usage.completion_tokens, total_tokens: usage.prompt_tokens + usage.completion_tokens, prompt_tokens_details: { cached_tokens: usage.cached_tokens } },
});

/** A reply of so many tokens that only its request determines. */
const words = (key: string, tokens: number): string => key.repeat(Math.ceil((tokens * 4) / key.length)).slice(0, tokens * 4);

let ready: { model: string; tokens: number; body: Buffer } | undefined;
function atOnce(model: string, tokens: number): Buffer {
  if (ready?.model !== model || ready.tokens !== tokens) ready = { model, tokens, body: Buffer.from(JSON.stringify(reply({ model, text: words("0123456789 abcde ", tokens), usage: { prompt_tokens: 4000, completion_tokens: tokens, cached_tokens: 0 } }))) };
  return ready.body;
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  const body = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value));
  response.writeHead(status, { "content-type": "application/json", "content-length": body.length }).end(body);
}

const sendError = (response: ServerResponse, status: number, message: string): void => sendJson(response, status, { error: { message, type: "Error", code: status } });

/** The figures that vLLM's /metrics has, under its names. */
const metrics = (counts: ReturnType<ReturnType<typeof startEngine>["counts"]>): string =>
  Object.entries({
    num_requests_running: counts.running, num_requests_waiting: counts.waiting, kv_cache_usage_perc: counts.kv, num_preemptions_total: counts.preemptions,
    prefix_cache_queries_total: counts.queries, prefix_cache_hits_total: counts.hits, prompt_tokens_computed_total: counts.computed, generation_tokens_total: counts.generated,
  }).map(([name, value]) => `# TYPE vllm:${name} gauge\nvllm:${name}{engine="0",model_name="fake"} ${value}\n`).join("");

if (import.meta.main) {
  const fake = await startFakeVllm(JSON.parse(process.argv[2] ?? "{}") as FakeOptions);
  process.stdin.resume().once("end", () => process.exit());
  console.log(fake.url);
}
