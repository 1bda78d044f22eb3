// Where prompts may go: loopback, private addresses and hosts allowed by name; and the connections
// that enforce it.
import { lookup, type LookupAddress, type LookupOptions } from "node:dns";
import { BlockList, isIP } from "node:net";
import { Agent, buildConnector } from "undici";

/** Error code of a connection that the guard turned down. */
export const NOT_ALLOWED = "ERR_HOST_NOT_ALLOWED";

export interface AllowedUrlOptions {
  readonly allowHosts?: readonly string[];
  /** The addresses of a name, where they are not this machine's to find. @default DNS here */
  readonly lookUp?: (name: string) => Promise<string[]>;
}

/**
 * A model server's checked URL: http or https, on a host that is loopback, private (RFC 1918, IPv6
 * unique local) or in `allowHosts`; every address of a name must pass. Link-local ones do not:
 * cloud metadata services live there. @throws {Error} With the host and the cure.
 */
export async function assertAllowedUrl(url: string, { allowHosts = [], lookUp = resolve }: AllowedUrlOptions = {}): Promise<URL> {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !["http:", "https:"].includes(parsed.protocol)) throw new Error(`Expected a model URL such as http://127.0.0.1:8000/v1, got "${url}"`);
  const host = normalizeHost(parsed.hostname);
  const addresses = isIP(host) ? [host] : await lookUp(host);
  const refusal = refuse(host, addresses, allowHosts);
  if (refusal) throw refusal;
  return parsed;
}

/**
 * An HTTP agent that checks every connection and connects to the very address it checked, so that
 * DNS cannot change in between. No redirects, no proxy variables, and no time limit (undici's 300
 * seconds are shorter than a large model's answer): callers set deadlines.
 */
export function createRestrictedAgent(allowHosts: readonly string[] = []): Agent {
  const connectTo = buildConnector({
    timeout: 10_000,
    lookup: (host: string, options: LookupOptions, done: (error: Error | null, address: string | LookupAddress[], family?: number) => void) => {
      lookup(host, { ...options, all: true }, (error, found) => {
        const refusal = error ?? refuse(normalizeHost(host), found.map((one) => one.address), allowHosts);
        if (refusal) return done(refusal, []);
        return options.all ? done(null, found) : done(null, found[0]?.address ?? "", found[0]?.family);
      });
    },
  });
  const connect: buildConnector.connector = (options, done) => {
    const host = normalizeHost(options.hostname);
    const refusal = isIP(host) ? refuse(host, [host], allowHosts) : undefined;
    return refusal ? done(refusal, null) : connectTo(options, done);
  };
  return new Agent({ connect, headersTimeout: 0, bodyTimeout: 0 });
}

/** True for loopback and private addresses, IPv4 written as IPv6 included. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && HOME.check(address, family === 6 ? "ipv6" : "ipv4");
}

const HOME = new BlockList();
HOME.addSubnet("127.0.0.0", 8);
HOME.addSubnet("10.0.0.0", 8);
HOME.addSubnet("172.16.0.0", 12);
HOME.addSubnet("192.168.0.0", 16);
HOME.addAddress("::1", "ipv6");
HOME.addSubnet("fc00::", 7, "ipv6");

function refuse(host: string, addresses: readonly string[], allowHosts: readonly string[]): Error | undefined {
  if (allowHosts.some((allowed) => normalizeHost(allowed) === host)) return undefined;
  const bad = addresses.find((address) => !isPrivateAddress(address));
  if (bad === undefined && addresses.length > 0) return undefined;
  const where = bad === undefined ? "has no address" : bad === host ? "is neither loopback nor private" : `resolves to ${bad}, neither loopback nor private`;
  const message = `Expected a model on a loopback or private host, got ${host}, which ${where}: nothing was sent; to allow it by name, set ALLOW_HOSTS=${host}`;
  return Object.assign(new Error(message), { code: NOT_ALLOWED });
}

const resolve = (host: string): Promise<string[]> =>
  new Promise((done, fail) => {
    lookup(host, { all: true }, (error, found) => {
      if (error) fail(new Error(`Expected a model URL whose host can be found, got ${host} (${error.code}): check the spelling, or write its address`, { cause: error }));
      else done(found.map((one) => one.address));
    });
  });

/** A host as it is compared: lower case, without IPv6 brackets, zone or a final dot. */
function normalizeHost(host: string): string {
  return host.trim().toLowerCase().replace(/^\[|\]$/g, "").replace(/%.*$/, "").replace(/\.$/, "");
}
