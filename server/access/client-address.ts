import { BlockList, isIPv6 } from "node:net";

/** Carries the caller's IP address to Better Auth's rate limit. Set by `server/api`, whatever the client sent. */
export const clientAddressHeader = "x-purser-client-address";

type Connection = { incoming?: { socket?: { remoteAddress?: string | undefined } } } | undefined;

/** The IP address of the other end of the connection; undefined where the host hides it (Next's own routes). */
export function clientAddress(connection: Connection): string | undefined {
  return connection?.incoming?.socket?.remoteAddress;
}

/**
 * What Better Auth's rate limit goes by: the other end of the connection, or, behind trusted proxies, the chain of
 * addresses they report with that end last. Without such proxies X-Forwarded-For is the caller's own word.
 */
export function addressChain(peer: string, forwardedFor: string | null, behindProxies: boolean): string {
  return behindProxies && forwardedFor ? `${forwardedFor}, ${peer}` : peer;
}

/**
 * Who is at the other end: the peer itself or, where it is a trusted proxy, the last address in X-Forwarded-For that is none.
 * `trusted`: IP addresses and ranges (CIDR).
 */
export function callerAddress(peer: string, forwardedFor: string | null, trusted: readonly string[]): string {
  if (trusted.length === 0 || !forwardedFor) return plain(peer);
  const proxies = new BlockList();
  for (const range of trusted) {
    const [address = "", bits] = range.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (bits === undefined) proxies.addAddress(address, family);
    else proxies.addSubnet(address, Number(bits), family);
  }
  const isProxy = (address: string) => proxies.check(address, isIPv6(address) ? "ipv6" : "ipv4");
  const chain = [...forwardedFor.split(",").map((part) => plain(part.trim())), plain(peer)];
  return chain.findLast((address) => !isProxy(address)) ?? plain(peer);
}

/** An IPv4 address as such, also where the socket speaks IPv6. */
const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, "");
