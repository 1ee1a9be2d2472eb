import { connect, createServer, type Socket } from "node:net";

/**
 * What lies between Purser and its database in a test. `cut` ends every connection and lets none in until `mend`. `stall` lets
 * them stand, and new ones in, but nothing through, until `flow`: what was sent meanwhile arrives then.
 */
export type DatabaseLine = { cut(): Promise<void>; mend(): Promise<void>; stall(): void; flow(): void };

/**
 * Puts a line in front of the test file's database and names it in `DATABASE_URL`: before anything has read that. Requests
 * wait for it no longer than `timeoutSeconds`.
 */
export async function lineToDatabase({ timeoutSeconds }: { timeoutSeconds: number }): Promise<DatabaseLine> {
  const url = new URL(process.env.DATABASE_URL ?? "");
  const { port, ...line } = await lineTo(url.hostname, Number(url.port || 5432));
  url.hostname = "127.0.0.1";
  url.port = String(port);
  process.env.DATABASE_URL = url.href;
  process.env.DATABASE_TIMEOUT_SECONDS = String(timeoutSeconds);
  return line;
}

async function lineTo(host: string, port: number): Promise<DatabaseLine & { port: number }> {
  const sockets = new Set<Socket>();
  let stalled = false;
  const join = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on("error", () => {});
    from.on("close", () => {
      sockets.delete(from);
      to.destroy();
    });
    from.on("data", (data) => to.write(data));
    if (stalled) from.pause();
  };
  const listener = createServer((near) => {
    const far = connect(port, host);
    join(near, far);
    join(far, near);
  });
  const listen = (own: number) => new Promise<void>((resolve) => listener.listen(own, "127.0.0.1", resolve));
  await listen(0);
  const address = listener.address();
  const own = address && typeof address === "object" ? address.port : 0;
  return {
    port: own,
    cut: () =>
      new Promise<void>((resolve) => {
        listener.close(() => resolve());
        for (const socket of sockets) socket.destroy();
        sockets.clear();
      }),
    mend: () => listen(own),
    stall: () => {
      stalled = true;
      for (const socket of sockets) socket.pause();
    },
    flow: () => {
      stalled = false;
      for (const socket of sockets) socket.resume();
    },
  };
}
