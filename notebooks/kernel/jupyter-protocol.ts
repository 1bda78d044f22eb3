/**
 * Jupyter's messages over ZeroMQ: the five sockets, parsing and signing. Not: what a request means (kernel.ts).
 * ZeroMQ takes one message at a time and drops what a full socket cannot hold, so every socket gets a queue without a limit.
 */
import { createHmac, randomUUID } from "node:crypto";
import { createRequire } from "node:module";

const zmq = createRequire(import.meta.url)("zeromq");

/** The file Jupyter names on the command line. */
export interface Connection {
  transport: string;
  ip: string;
  key: string;
  shell_port: number;
  control_port: number;
  iopub_port: number;
  stdin_port: number;
  hb_port: number;
}
export interface Header { msg_id: string; msg_type: string; session: string; username: string; date: string; version: string }
export interface Message { readonly identities: readonly Buffer[]; readonly header: Header; readonly content: any }
export type Channel = "shell" | "control";

export interface Wire {
  /** Answers a request on the channel it came by. */
  reply(channel: Channel, request: Message, content: object): void;
  /** Tells everyone who listens; `parent` is the request this belongs to. */
  broadcast(type: string, parent: Message, content: object): void;
  /** Sends what is queued, then closes. */
  close(): Promise<void>;
}

const VERSION = "5.3";
const DELIMITER = "<IDS|MSG>";

/** Opens the sockets and hands every request to `receive`; messages with a wrong signature are dropped. */
export async function openWire(connection: Connection, receive: (channel: Channel, message: Message) => void): Promise<Wire> {
  const sockets = { shell: new zmq.Router(), control: new zmq.Router(), iopub: new zmq.Publisher(), stdin: new zmq.Router(), hb: new zmq.Reply() };
  sockets.iopub.sendHighWaterMark = 0;
  for (const [name, socket] of Object.entries(sockets)) {
    await socket.bind(`${connection.transport}://${connection.ip}:${connection[`${name as keyof typeof sockets}_port`]}`);
  }
  const queues = { shell: queue(sockets.shell), control: queue(sockets.control), iopub: queue(sockets.iopub) };
  for (const channel of ["shell", "control"] as const) void listen(sockets[channel], (frames) => pass(channel, frames));
  void listen(sockets.hb, (frames) => sockets.hb.send(frames));

  function pass(channel: Channel, frames: Buffer[]): void {
    const message = parse(frames, connection.key);
    if (message) receive(channel, message);
  }
  return {
    reply(channel, request, content) {
      const type = request.header.msg_type.replace(/_request$/, "_reply");
      queues[channel].send([...request.identities, ...frames(type, request.header, { content, key: connection.key })]);
    },
    broadcast(type, parent, content) {
      queues.iopub.send([type, ...frames(type, parent.header, { content, key: connection.key })]);
    },
    async close() {
      await Promise.all(Object.values(queues).map((each) => each.sent()));
      for (const socket of Object.values(sockets)) socket.close();
    },
  };
}

function queue(socket: { send(frames: unknown[]): Promise<void> }) {
  let last = Promise.resolve();
  return {
    send(frames: unknown[]) { last = last.then(() => socket.send(frames)).catch(() => {}); },
    sent: () => last,
  };
}

async function listen(socket: AsyncIterable<Buffer[]>, receive: (frames: Buffer[]) => unknown): Promise<void> {
  for await (const frames of socket) await receive(frames);
}

function frames(type: string, parent: Header, { content, key }: { content: object; key: string }): unknown[] {
  const header: Header = { ...parent, msg_id: randomUUID(), msg_type: type, date: new Date().toISOString(), version: VERSION };
  const parts = [header, parent, {}, content].map((part) => JSON.stringify(part));
  return [DELIMITER, signature(parts, key), ...parts];
}

function parse(received: readonly Buffer[], key: string): Message | undefined {
  const at = received.findIndex((frame) => frame.equals(Buffer.from(DELIMITER)));
  const parts = received.slice(at + 2, at + 6);
  if (at < 0 || parts.length < 4 || received[at + 1]!.toString() !== signature(parts, key)) return undefined;
  return { identities: received.slice(0, at), header: JSON.parse(parts[0]!.toString()), content: JSON.parse(parts[3]!.toString()) };
}

function signature(parts: readonly (string | Buffer)[], key: string): string {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return key === "" ? "" : hmac.digest("hex");
}
