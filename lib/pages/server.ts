// The review page's server: loopback, a token for each person, same-origin, only the files and
// calls named here. Logs and errors hold no text of a note, question or answer.
import { randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import {
  agreement, decide, listItems, openItem, preview, type Person, type Review,
} from "./review/session.ts";
import { writeReview } from "./review/export.ts";

export interface ReviewServer {
  readonly port: number;
  /** The address to open, a person each. The token stands behind #, which browsers send to nobody. */
  readonly people: readonly (Person & { readonly url: string })[];
  close(): Promise<void>;
}

/** Serves a review to people, each with an address of their own, until it is closed. */
export async function serveReview(review: Review, people: readonly Person[]): Promise<ReviewServer> {
  const keys = people.map((person) => ({ person, token: randomBytes(24).toString("base64url") }));
  let port = 0;
  const server = createServer((request, response) => {
    answer(request, { review, keys, port }).then((reply) => send(response, reply), (error: unknown) => send(response, refusal(error)));
  });
  server.requestTimeout = 30_000;
  await new Promise<void>((ready, failed) => server.once("error", failed).listen(0, "127.0.0.1", ready));
  port = (server.address() as AddressInfo).port;
  return {
    port, people: keys.map(({ person, token }) => ({ ...person, url: `http://127.0.0.1:${port}/#${token}` })),
    close: () => new Promise((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    }),
  };
}

/** The page's files by their exact paths; there is no way to name another. */
const PAGE: ReadonlyMap<string, readonly [file: string, type: string]> = new Map<string, readonly [string, string]>([
  ["/", ["index.html", "text/html"]], ["/page.css", ["page.css", "text/css"]],
  ...["page.js", "note.js", "list.js", "form.js", "clock.js", "dialogs.js", "api.js"].map((name) => [`/${name}`, [name, "text/javascript"]] as const),
]);

const HEADERS = {
  "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cache-control": "no-store", "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
};

interface Reply {
  readonly status: number;
  readonly type?: string;
  readonly body: string | Buffer;
}

interface Asked {
  readonly review: Review;
  readonly keys: readonly { readonly person: Person; readonly token: string }[];
  readonly port: number;
}

/** An error that is the asker's, with the status that says so. */
class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function answer(request: IncomingMessage, { review, keys, port }: Asked): Promise<Reply> {
  checkOrigin(request, port);
  const path = request.url ?? "", file = PAGE.get(path);
  if (request.method === "GET" && file) return { status: 200, type: `${file[1]}; charset=utf-8`, body: readFileSync(new URL(`review/page/${file[0]}`, import.meta.url)) };
  const call = request.method === "POST" ? CALLS.get(path) : undefined;
  if (!call) throw new Refused(404, "Expected one of the page's own addresses, got another: open the address that the command printed");
  const person = personOf(request, keys);
  return json(200, call(review, { person, body: await bodyOf(request) }));
}

/** A forged Host is how another site's name is made to point here; a foreign Origin is another site asking. */
function checkOrigin({ headers }: IncomingMessage, port: number): void {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(headers.host ?? "")) throw new Refused(421, "Expected this machine's own name in Host, got another: open the address that the command printed");
  const foreign = headers.origin !== undefined && headers.origin !== `http://${headers.host}`, site = headers["sec-fetch-site"];
  if (foreign || (site !== undefined && site !== "same-origin" && site !== "none")) throw new Refused(403, "Expected a request of the page itself, got one of another site: it is refused");
}

function personOf({ headers }: IncomingMessage, keys: Asked["keys"]): Person {
  const given = Buffer.from(/^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1] ?? "");
  const found = keys.find(({ token }) => given.length === token.length && timingSafeEqual(given, Buffer.from(token)));
  if (!found) throw new Refused(401, "Expected the token of a reviewer, got none that holds: open the address that the command printed");
  return found.person;
}

const LIMIT = 8 << 20;

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/.test(request.headers["content-type"] ?? "")) throw new Refused(415, "Expected JSON, got another type");
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    if ((size += part.length) > LIMIT) throw new Refused(413, `Expected at most ${LIMIT >> 20} MB, got more`);
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString("utf8"));
  } catch {
    throw new Refused(400, "Expected JSON, got something broken");
  }
}

const Text = z.string().max(2 << 20);
const Span = z.tuple([z.int().nonnegative(), z.int().nonnegative()]).nullable();
const ProposalShape = z.object({ question: Text, answer: Text, section: Text, source: Text, explanation: Text, comment: Text, span: Span, valid: z.boolean() });
const Id = z.object({ item_id: z.string() });
const DecideShape = Id.extend({ version: z.int().nonnegative(), action: z.enum(["decide", "comment", "undo"]), proposal: ProposalShape, seconds: z.number().min(0).max(86_400) });

type Call = (review: Review, asked: { readonly person: Person; readonly body: unknown }) => unknown;

/** What the page may ask, all by POST with the token, all answered in JSON. */
const CALLS: ReadonlyMap<string, Call> = new Map<string, Call>([
  ["/api/session", (review, { person }) => ({ file: review.file.split(/[\\/]/).at(-1), ...person, lines: listItems(review, person) })],
  ["/api/item", (review, { person, body }) => there(openItem(review, { person, ...read(Id, body) }))],
  ["/api/note", (review, { body }) => ({ text: there(review.set.notes.get(read(z.object({ note_id: z.string() }), body).note_id)).text })],
  ["/api/preview", (review, { body }) => ({ places: there(preview(review, read(Id.extend({ proposal: ProposalShape }), body))) })],
  ["/api/decide", (review, { person, body }) => entered(review, { person, ...read(DecideShape, body) })],
  ["/api/agreement", (review, { person }) => {
    if (person.role !== "adjudicator") throw new Refused(403, "Expected the adjudicator to ask for agreement, got a reviewer: reviewers do not see each other's work");
    return { rows: agreement(review) };
  }],
  ["/api/files", (review) => {
    const { reviewed, waiting, open } = writeReview(review.folder, review);
    return { folder: review.folder, reviewed: reviewed.length, waiting: waiting.length, open: open.length };
  }],
]);

function entered(review: Review, asked: Parameters<typeof decide>[1]) {
  try {
    return there(decide(review, asked));
  } catch (error) {
    throw error instanceof Refused ? error : new Refused(422, (error as Error).message);
  }
}

function read<T>(shape: z.ZodType<T>, body: unknown): T {
  const parsed = shape.safeParse(body);
  if (!parsed.success) throw new Refused(400, `Expected a call of the page, got another shape at "${parsed.error.issues[0]?.path.join(".") ?? ""}"`);
  return parsed.data;
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Refused(404, "Expected the id of an item or note of this review, got another");
  return value;
}

const json = (status: number, value: unknown): Reply => ({ status, type: "application/json", body: JSON.stringify(value) });
const refusal = (error: unknown): Reply => (error instanceof Refused ? json(error.status, { error: error.message }) : json(500, { error: "Something went wrong in the review's server: nothing was saved, try again" }));

function send(response: ServerResponse, { status, type = "text/plain", body }: Reply): void {
  response.writeHead(status, { ...HEADERS, "content-type": type }).end(body);
}
