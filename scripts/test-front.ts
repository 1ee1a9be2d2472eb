import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** One address in front of a server that may be killed and come back elsewhere. Without a server behind it, nobody answers. */
export type TestFront = { url: string; lead(to: string | null): void; close(): Promise<void> };

export async function testFront(to: string | null): Promise<TestFront> {
  let target = to;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    if (target === null) return void near.destroy();
    const { hostname, port } = new URL(target);
    const far = connect(Number(port), hostname);
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("error", () => {});
      from.on("close", () => {
        into.destroy();
        sockets.delete(from);
      });
      from.pipe(into);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead: (next) => {
      target = next;
      cut();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
