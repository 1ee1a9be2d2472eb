import { createApiKey } from "#server/access/api-keys.ts";
import { ensureOwner } from "#server/access/organizations.ts";
import { readSession } from "#server/access/session.ts";
import { createSignInLink } from "#server/access/sign-in-link.ts";
import { setBudget } from "#server/budgets/set-budget.ts";
import { createProject } from "#server/catalog/create-project.ts";
import { registerAgent } from "#server/catalog/register-agent.ts";
import type { Ctx } from "#server/context.ts";
import { pool } from "#server/db.ts";
import { rebuildRollups } from "#server/ledger/rebuild-rollups.ts";
import { reconcile } from "#server/ledger/reconcile.ts";
import { startServer } from "#server/main.ts";
import { createCaller } from "#server/trpc/router.ts";
import { answerCalls } from "./child.ts";
import { median } from "./figure.ts";
import { mostMemory, watchMemory } from "./most-memory.ts";
import { collectAll, sampleProcess } from "./sample-process.ts";

/**
 * The real server in production mode in a process of its own, with what a benchmark needs to ask of it: API only, or with
 * the pages of the production build (`BENCH_PAGES`), without its worker or with it (`BENCH_WORKER`).
 */
const server = startServer({
  port: Number(process.env.PORT),
  host: "127.0.0.1",
  pages: process.env.BENCH_PAGES === "true",
  worker: process.env.BENCH_WORKER === "true",
});

answerCalls(
  {
    listening: async () => void (await server),
    prepare,
    rebuild,
    setCaps,
    timeRead,
    memory: () => process.memoryUsage.rss(),
    watchMemory,
    mostMemory,
    sample: sampleProcess,
    collectAll,
    reconcile,
  },
  async () => (await server).close(),
);

/** An organisation with projects, a key to record with, and its owner's session cookie. */
async function prepare({ projects }: { projects: string[] }): Promise<{ key: string; cookie: string }> {
  await server;
  const now = new Date();
  const { email, ctx: system } = await ensureOwner({
    input: { email: "owner@bench.local", organization: { id: "bench" } },
    now,
  });
  const ctx: Ctx = { ...system, now };
  for (const id of projects) await createProject({ ctx, input: { id, name: id } });
  const { key } = await createApiKey({ ctx, input: { name: "bench", scopes: ["ingest", "reserve"] } });
  const answer = await fetch(await createSignInLink(email), { redirect: "manual" });
  const cookie = answer.headers.getSetCookie().map((one) => one.split(";")[0]);
  if (cookie.length === 0) throw new Error(`Signing in answered ${answer.status} and no cookie.`);
  return { key, cookie: cookie.join("; ") };
}

/** Caps at four scopes, wide enough that every reservation is admitted: the dearest case, since each is then held. */
async function setCaps({ agentIds, projectId }: { agentIds: string[]; projectId: string }): Promise<void> {
  const ctx = { orgId: "bench", actor: { kind: "system", name: "bench" }, now: new Date() } as Ctx;
  const cap = { unit: "cost" as const, limit: 100_000_000, onExceeded: ["block" as const] };
  await setBudget({ ctx, input: { ...cap, id: "organization", scope: "organization", window: "month" } });
  await setBudget({ ctx, input: { ...cap, id: "project", scope: "project", scopeId: projectId, window: "month" } });
  await setBudget({ ctx, input: { ...cap, id: "run", scope: "pipeline_run", window: "run" } });
  for (const id of agentIds) {
    await registerAgent({ ctx, input: { id, projectId } });
    await setBudget({ ctx, input: { ...cap, id: `agent-${id}`, scope: "agent", scopeId: id, window: "day" } });
  }
}

async function rebuild(): Promise<void> {
  await rebuildRollups({ ctx: { orgId: "bench" as Ctx["orgId"] } });
}

type Procedures = Record<string, Record<string, (input: unknown) => Promise<unknown>>>;

/**
 * Milliseconds that a procedure takes inside the server (session gate, input check, statements, answer; without HTTP
 * and JSON), and `SELECT 1` through the same pool, in turn: the median of each.
 */
async function timeRead({
  procedure,
  input,
  cookie,
  count,
}: {
  procedure: string;
  input: unknown;
  cookie: string;
  count: number;
}): Promise<{ value: number; floor: number }> {
  const session = await readSession(new Headers({ cookie }));
  const [group = "", name = ""] = procedure.split(".");
  const values: number[] = [];
  const floors: number[] = [];
  for (let i = 0; i < count; i++) {
    const caller = createCaller({ requestId: "bench", now: new Date(), session }) as unknown as Procedures;
    values.push(await milliseconds(() => caller[group]?.[name]?.(input)));
    floors.push(await milliseconds(() => pool().query({ name: "bench_select_1", text: "SELECT 1" })));
  }
  return { value: median(values), floor: median(floors) };
}

async function milliseconds(work: () => Promise<unknown> | undefined): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
