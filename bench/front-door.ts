import { freePort } from "#scripts/free-port.ts";
import type { BenchServer } from "./bench-database.ts";
import { type Child, startChild } from "./child.ts";
import { alternate, type Figure, figure } from "./figure.ts";

/** Figure 3b: `GET /api/health` with 32 clients, against a bare `node:http` server that answers the same bytes. */
export async function measureFrontDoor({
  server,
  load,
  rounds,
  seconds,
}: {
  server: BenchServer;
  load: Child;
  rounds: number;
  seconds: number;
}): Promise<Figure> {
  const path = "/api/health";
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`);
  const headers = Object.fromEntries([...answer.headers].filter(([name]) => !ownOfNode.has(name)));
  const bare = startChild("bare-server-process.ts");
  try {
    const port = await freePort();
    await bare.call("listen", { port, headers, body: await answer.text() });
    const measure = (port: number, seconds: number) =>
      load.call<number>("repeat", { port, path, connections: 32, seconds });
    await Promise.all([measure(server.port, 0.5), measure(port, 0.5)]); // warm
    const { value, floor, ratio } = await alternate(
      rounds,
      () => measure(server.port, seconds),
      () => measure(port, seconds),
    );
    const name = "Front door: GET /api/health, 32 clients";
    return figure({ id: "3b", name, unit: "requests/s", must: 0.5, aim: 0.8, better: "higher" }, value, floor, ratio);
  } finally {
    await bare.end();
  }
}

/** Headers that node:http writes by itself. */
const ownOfNode = new Set(["date", "connection", "keep-alive", "transfer-encoding"]);
