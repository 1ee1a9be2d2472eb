import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import type { BenchServer } from "./bench-database.ts";
import type { Child } from "./child.ts";
import { type Figure, figure, median } from "./figure.ts";
import { filledProjects } from "./fill-ledger.ts";

const app = fileURLToPath(new URL("../app", import.meta.url));

/** What stands in an address for the folders in brackets: things of the filled ledger that belong together. */
async function parametersOf(databaseUrl: string): Promise<Record<string, string>> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT r.project_id AS "projectId", a.id AS "agentId", r.id AS "runId" FROM pipeline_runs r
       JOIN agents a USING (org_id, project_id) WHERE r.project_id = $1 ORDER BY r.last_event_at DESC, a.id LIMIT 1`,
      [filledProjects[1]],
    );
    return rows[0];
  } finally {
    await client.end();
  }
}

/** Pages whose tabs each read something else. */
const tabs: Record<string, string[]> = {
  "/dashboard/agents/[agentId]": ["analytics", "budget", "runs", "activity"],
  "/dashboard/projections": ["agent"],
};

/** The address of every page behind the sign-in, from the folders of `app/dashboard`. */
function pagePaths(parameters: Record<string, string>): string[] {
  const routes = globSync("dashboard/**/page.tsx", { cwd: app }).map((file) =>
    `/${file}`.replace(/\/page\.tsx$/, "").replaceAll(/\/\([^)]+\)/g, ""),
  );
  return routes
    .sort()
    .flatMap((route) => [route, ...(tabs[route] ?? []).map((tab) => `${route}?tab=${tab}`)])
    .map((path) => path.replaceAll(/\[(\w+)\]/g, (folder, name: string) => parameters[name] ?? folder));
}

/**
 * Figure 11: the time of every page in the server at the large ledger, from the request to the last byte of its HTML with
 * the data in it, asked by one client, in milliseconds. `size` names the ledger.
 */
export async function measurePages(
  { server, load, rounds, perRound }: { server: BenchServer; load: Child; rounds: number; perRound: number },
  size: string,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const path of pagePaths(await parametersOf(server.databaseUrl))) {
    const first = await fetch(`http://127.0.0.1:${server.port}${path}`, {
      headers: { cookie: server.cookie },
      redirect: "manual",
    });
    if (first.status >= 300 && first.status < 400) continue; // leads to another page, which is measured
    const p50 = () =>
      load.call<number>("read", { port: server.port, cookie: server.cookie, path, count: Math.ceil(perRound / 2) });
    await p50(); // warm
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) times.push(await p50());
    const definition = { id: `11 ${path}`, name: `Page at ${size}: ${path}`, unit: "ms" };
    figures.push(figure({ ...definition, must: 50, aim: 25, better: "lower" }, median(times), null));
  }
  return figures;
}
