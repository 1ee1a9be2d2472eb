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
