import { connect, createServer, type Socket } from "node:net";

/** A line to a server that breaks in the middle of answers. */
export type CuttingProxy = { url: string; cuts(): number; close(): Promise<void> };

/** Every `nth` piece of an answer passes by half, then both ends of its connection are gone. */
export async function cuttingProxy(target: string, nth: number): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let pieces = 0;
  let cuts = 0;
  const listener = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on("error", () => {});
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    near.on("data", (data) => far.write(data));
    far.on("data", (data) => {
      if (++pieces % nth !== 0) return near.write(data);
      cuts++;
      near.write(data.subarray(0, data.length >> 1), () => near.destroy());
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const address = listener.address();
  return {
    url: `http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`,
    cuts: () => cuts,
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
