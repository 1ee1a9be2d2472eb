/** Carries the caller's IP address to Better Auth's rate limit. Set by `server/api`, whatever the client sent. */
export const clientAddressHeader = "x-purser-client-address";

type Connection = { incoming?: { socket?: { remoteAddress?: string | undefined } } } | undefined;

/** The IP address of the other end of the connection; undefined where the host hides it (Next's own routes). */
export function clientAddress(connection: Connection): string | undefined {
  return connection?.incoming?.socket?.remoteAddress;
}
