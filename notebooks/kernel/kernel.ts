/**
 * The Jupyter kernel: `node kernel.ts CONNECTION_FILE`. Answers Jupyter's requests with a session (session.ts) over a wire (jupyter-protocol.ts).
 * It takes the place of tslab's own server, which loses long output, hides errors and answers cells it never ran as if they had run.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { onParentExit } from "./exit-with-parent.mjs";
import { LANGUAGE } from "./git-clean-filter.mjs";
import { onSigint } from "./interrupts.ts";
import { openSession, terminal } from "./session.ts";
import { openWire } from "./jupyter-protocol.ts";
import type { CellError } from "./errors.ts";
import type { Sink } from "./session.ts";
import type { Channel, Message, Wire } from "./jupyter-protocol.ts";

const FLUSH_MS = 50;
/** After a failure, requests already on their way are read for this long: a front end that sent all cells at once means them to stop. */
const DRAIN_MS = 50;

const session = openSession();
const tslab = createRequire(import.meta.url)("tslab/dist/converter.js") as { isCompleteCode(code: string): { completed: boolean; indent?: string } };
let wire: Wire;
let count = 0;
let received = 0;
let abortedUpTo = 0;
let running: Message | undefined;
let turn: Promise<unknown> = Promise.resolve();

const answers: Record<string, (content: any) => object> = {
  kernel_info_request: kernelInfo,
  is_complete_request({ code }) {
    const { completed, indent } = tslab.isCompleteCode(code);
    return completed ? { status: "complete" } : { status: "incomplete", indent };
  },
  complete_request({ code, cursor_pos }) {
    const { start, end, candidates } = session.complete(code, units(code, cursor_pos));
    return { status: "ok", matches: candidates, cursor_start: points(code, start), cursor_end: points(code, end), metadata: {} };
  },
  inspect_request({ code, cursor_pos }) {
    const text = session.inspect(code, units(code, cursor_pos));
    return { status: "ok", found: text !== undefined, data: text === undefined ? {} : { "text/plain": text }, metadata: {} };
  },
  history_request: () => ({ status: "ok", history: [] }),
  comm_info_request: () => ({ status: "ok", comms: {} }),
  interrupt_request() {
    session.interrupt();
    return { status: "ok" };
  },
  shutdown_request: ({ restart }) => ({ status: "ok", restart }),
};

wire = await openWire(JSON.parse(readFileSync(process.argv[2]!, "utf8")), receive);
onSigint(() => session.interrupt());
onParentExit(() => terminal.exit(0));

function receive(channel: Channel, message: Message): void {
  const type = message.header.msg_type;
  if (type === "execute_request") {
    const number = ++received;
    turn = turn.then(() => execute(channel, message, number));
    return;
  }
  const answer = answers[type];
  wire.broadcast("status", message, { execution_state: "busy" });
  if (answer) wire.reply(channel, message, answer(message.content));
  wire.broadcast("status", message, { execution_state: "idle" });
  if (running) wire.broadcast("status", running, { execution_state: "busy" });
  if (type === "shutdown_request") void wire.close().then(() => terminal.exit(0));
}

async function execute(channel: Channel, message: Message, number: number): Promise<void> {
  running = message;
  wire.broadcast("status", message, { execution_state: "busy" });
  const content = number <= abortedUpTo ? aborted() : await run(message);
  wire.reply(channel, message, content);
  running = undefined;
  wire.broadcast("status", message, { execution_state: "idle" });
}

async function run(message: Message): Promise<object> {
  const { code, silent, stop_on_error: stops = true } = message.content;
  if (!silent) {
    count++;
    wire.broadcast("execute_input", message, { code, execution_count: count });
  }
  const { sink, flush } = outputOf(message);
  const error = await session.run(code, { sink, count });
  flush();
  if (!error) return { status: "ok", execution_count: count, user_expressions: {}, payload: [] };
  wire.broadcast("error", message, error);
  if (stops) {
    await new Promise((read) => setTimeout(read, DRAIN_MS));
    abortedUpTo = received;
  }
  return { status: "error", execution_count: count, ...error };
}

/** Prints are gathered for a moment: one message for thousands of lines. What is shown otherwise goes out at once, in order. */
function outputOf(message: Message): { sink: Sink; flush(): void } {
  let waiting: { name: string; text: string } | undefined;
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting) wire.broadcast("stream", message, waiting);
    waiting = undefined;
  };
  const sink: Sink = {
    stream(name, text) {
      if (waiting && waiting.name !== name) flush();
      waiting = { name, text: (waiting?.text ?? "") + text };
      timer ??= setTimeout(flush, FLUSH_MS);
    },
    display(display, update) {
      flush();
      wire.broadcast(update ? "update_display_data" : "display_data", message, display);
    },
    result(data) {
      flush();
      wire.broadcast("execute_result", message, { data, metadata: {}, execution_count: count });
    },
  };
  return { sink, flush };
}

/** Said as an error: clients take the status "aborted" for a cell that ran. */
function aborted(): { status: "error" } & CellError {
  return { status: "error", ename: "Aborted", evalue: "An earlier cell failed, so this one was not run.", traceback: [] };
}

function kernelInfo(): object {
  return {
    status: "ok",
    protocol_version: "5.3",
    implementation: "distil",
    implementation_version: "1.0",
    banner: "TypeScript cells; import from \"distil/…\".",
    language_info: LANGUAGE, // as in the committed notebooks: opening one changes nothing
  };
}

/** Jupyter counts code points, JavaScript UTF-16 units. */
const units = (code: string, points: number): number => [...code].slice(0, points).join("").length;
const points = (code: string, units: number): number => [...code.slice(0, units)].length;
