import type { BenchServer } from "./bench-database.ts";
import { benchProjects } from "./calls.ts";
import type { Child } from "./child.ts";
import { alternate, type Figure, figure } from "./figure.ts";

/**
 * Figure 3: `POST /api/v1/reservations` with caps on organisation, project, agent and run, one organisation, 64 clients,
 * against one guarded update of one row by 32 connections. `count` requests a round.
 */
export async function measureReservations({
  server,
  load,
  rounds,
  count,
}: {
  server: BenchServer;
  load: Child;
  rounds: number;
  count: number;
}): Promise<Figure> {
  const { port, key, databaseUrl } = server;
  const projectId = benchProjects[0] ?? "";
  const agentIds = Array.from({ length: 16 }, (_, i) => `capped-${i}`);
  await server.process.call("setCaps", { agentIds, projectId });
  const reserve = (requests: number) =>
    load.call<number>("reservations", { port, key, count: requests, connections: 64, projectId, agentIds });
  await reserve(6_400); // warm
  const { value, floor, ratio } = await alternate(
    rounds,
    () => reserve(count),
    () => load.call<number>("guardedUpdates", { databaseUrl, connections: 32, count }),
  );
  const name = "Reserve under four caps, 64 clients";
  return figure({ id: "3", name, unit: "requests/s", must: 1, aim: 4, better: "higher" }, value, floor, ratio);
}
