// The servers of a batch at work: which tasks they have, when they get the next, and what becomes of a task's end. A server by itself is servers.ts.
import { setMaxListeners } from "node:events";
import type { Journal } from "./journal.ts";
import type { trackProgress } from "./progress.ts";
import { toReply } from "./client.ts";
import type { Reply } from "./client.ts";
import { hasRoom, isWell, leastLoaded, limitOf, watch, work } from "./servers.ts";
import type { Server } from "./servers.ts";
import type { Canceller } from "./canceller.ts";
import type { PreparedRequest } from "./pending.ts";

interface CrewOptions {
  readonly servers: readonly Server[];
  readonly journal: Journal;
  readonly meter: ReturnType<typeof trackProgress>;
  readonly stop: Canceller;
  readonly concurrency?: number | undefined;
  readonly patience?: number | undefined;
  readonly deadline?: number | undefined;
  readonly attempts?: number | undefined;
}

export interface Scheduler extends CrewOptions {
  /** Which server has a note: all its tasks go there, so that it stays in that server's cache. */
  readonly homes: Map<string, Server>;
  /** Replies of this turn of the event loop: they are written together at its end, and only then are others asked in their place. */
  readonly ended: { readonly reply: Reply; readonly server: Server }[];
  /** Wakes whoever waits for a change. */
  wake: () => void;
  readonly looking: AbortController;
  readonly watching: Promise<void>[];
}

/** More tasks of one server than this wait unread: their prompts are already built. */
const LONGEST_QUEUE = 256;

/** Begins to look after the servers; `end` must be called. */
export function createScheduler(options: CrewOptions): Scheduler {
  const crew: Scheduler = { ...options, homes: new Map(), ended: [], wake: () => {}, looking: new AbortController(), watching: [] };
  setMaxListeners(0, crew.looking.signal);
  for (const server of crew.servers) crew.watching.push(watch(server, { signal: crew.looking.signal, onLook: () => pump(crew) }));
  crew.stop.signal.addEventListener("abort", () => pump(crew));
  return crew;
}

/** Gives a task to the server that has its note, or to the least loaded. Resolves when another may be brought. One call at a time. */
export async function take(crew: Scheduler, task: PreparedRequest): Promise<void> {
  const { homes, servers, concurrency, stop } = crew;
  let home = homes.get(task.note_id);
  if (!home || !isWell(home)) {
    await until(crew, () => stop.signal.aborted || servers.some((server) => hasRoom(server, concurrency)));
    home = leastLoaded(servers, concurrency);
    homes.set(task.note_id, home);
  }
  const { queue } = home;
  queue.push(task);
  pump(crew);
  await until(crew, () => queue.length < LONGEST_QUEUE);
}

/** Resolves when all tasks have ended: answered, failed, or abandoned after a stop. */
export async function end(crew: Scheduler): Promise<void> {
  await until(crew, () => crew.servers.every((server) => server.active + server.queue.length === 0));
  crew.looking.abort();
  await Promise.all(crew.watching);
}

/** Begins as many waiting tasks as the servers bear. After a stop none. */
function pump(crew: Scheduler): void {
  for (const server of crew.servers) {
    if (crew.stop.signal.aborted) server.queue.length = 0;
    while (server.queue.length > 0 && server.active < limitOf(server, crew.concurrency)) void begin(crew, { home: server, task: server.queue.shift() as PreparedRequest });
  }
  crew.wake();
}

async function begin(crew: Scheduler, { home, task }: { readonly home: Server; readonly task: PreparedRequest }): Promise<void> {
  const { servers, stop, concurrency, patience, deadline, attempts, ended } = crew;
  home.active++;
  const { outcome, used, server } = await work(task, { home, servers, concurrency, patience, deadline, attempts, signal: stop.signal, live: stop.live });
  if (ended.length === 0) setImmediate(() => settle(crew));
  ended.push({ server, reply: toReply(outcome, { ...task, attempts: used }) });
}

/** Writes what has ended. A request is in flight until then, so that a kill leaves no more to ask again than were in flight. */
function settle(crew: Scheduler): void {
  const { journal, meter, stop } = crew;
  const ended = crew.ended.splice(0);
  const replies = ended.map(({ reply }) => reply).filter(({ error }) => !(error && stop.signal.aborted));
  try {
    if (replies.length > 0) journal.append(...replies);
    replies.forEach(meter.reply);
  } catch (error) {
    stop.now(error as Error);
  }
  for (const { server } of ended) server.active--;
  pump(crew);
}

async function until(crew: Scheduler, ready: () => boolean): Promise<void> {
  while (!ready()) await new Promise<void>((done) => (crew.wake = done));
}
