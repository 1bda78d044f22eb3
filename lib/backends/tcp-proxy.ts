// A local TCP proxy on a fixed port whose upstream can be switched.
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import type { Target } from "../slurm/host.ts";

export interface TcpProxy {
  readonly url: string;
  /** Switches new connections to another server. */
  aim(target: Target): void;
  close(): void;
}

/**
 * Listens on loopback and forwards connections. While the upstream is unreachable, clients get HTTP
 * 503 (retry), which costs a request no attempt, where a reset would. Keeps no process alive.
 */
export async function startTcpProxy(first: Target): Promise<TcpProxy> {
  let target = first;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    track(open, socket);
    hand(socket, connect(target.port, target.host), open);
  });
  await new Promise<void>((ready, failed) => server.once("error", failed).listen(0, "127.0.0.1", ready));
  server.unref();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    aim: (next) => void (target = next),
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

const UNREACHABLE = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

function hand(socket: Socket, onward: Socket, open: Set<Socket>): void {
  track(open, onward);
  let connected = false;
  onward.once("connect", () => {
    connected = true;
    socket.pipe(onward).pipe(socket);
  });
  onward.once("error", () => void (connected ? socket.destroy() : socket.resume().end(UNREACHABLE)));
  onward.once("close", () => socket.end());
  socket.once("error", () => onward.destroy());
  socket.once("close", () => onward.destroy());
}

function track(open: Set<Socket>, socket: Socket): void {
  open.add(socket.once("close", () => open.delete(socket)).on("error", () => undefined));
  socket.unref();
}
