import { expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import { registerRun } from "#server/catalog/register-run.ts";
import type { Ctx } from "#server/context.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { createCaller } from "#server/trpc/router.ts";
import { ticker } from "./ticker.ts";

const now = new Date("2026-11-22T14:32:10.500Z");
const dayMs = 86_400_000;

type Call = { at: number; cost: number | null; projectId: string; runId?: string };

/** Records the calls, `at` milliseconds before now, and returns what some of them cost in nano-dollars. */
async function record(ctx: Ctx, calls: Call[]) {
  const events = calls.map(({ at, cost, ...call }, i) => ({
    ...call,
    id: `c${i}`,
    occurredAt: new Date(now.getTime() - at).toISOString(),
    agentId: `a${i % 3}`,
    provider: "acme",
    model: "acme-1",
    inputTokens: 10,
    outputTokens: 1,
    ...(cost !== null && { cost: cost / 1e9 }),
  }));
  for (let from = 0; from < events.length; from += 97) {
    expect((await recordEvents({ ctx, events: events.slice(from, from + 97) })).rejected).toEqual([]);
  }
  return (which: (call: Call) => boolean) => {
    const those = calls.filter(which);
    return {
      costNanos: those.reduce((sum, { cost }) => sum + BigInt(cost ?? 0), 0n).toString(),
      unpricedCalls: those.filter(({ cost }) => cost === null).length,
    };
  };
}

test("today, yesterday up to this very millisecond, the month: as the calls say, for a project and for all", async () => {
  const ctx = await testOrganization({ projects: ["web", "api", "empty"], now });
  const startOfDay = now.getTime() % dayMs;
  const edges = [
    0,
    1,
    dayMs - 1,
    dayMs,
    dayMs + 1,
    dayMs + startOfDay,
    dayMs + startOfDay + 1,
    startOfDay,
    startOfDay + 1,
  ];
  const spread = Array.from({ length: 400 }, (_, i) => (i * 7_919_003) % (25 * dayMs));
  const calls = [...edges, ...spread].map((at, i) => ({
    at,
    cost: i % 11 === 3 ? null : 1 + ((i * 104_729) % 9_000_000),
    projectId: i % 3 ? "web" : "api",
  }));
  const sumOf = await record(ctx, calls);
  const isToday = ({ at }: Call) => at <= startOfDay;
  const isBefore = ({ at }: Call) => at > dayMs && at <= dayMs + startOfDay;
  const isOfMonth = ({ at }: Call) => new Date(now.getTime() - at).getUTCMonth() === 10;
  for (const projectId of [null, "web", "api", "empty"]) {
    const inScope = (call: Call) => projectId === null || call.projectId === projectId;
    const { today, dayBefore, monthToDate } = await ticker({ ctx, projectId });
    expect(today).toMatchObject(sumOf((call) => inScope(call) && isToday(call)));
    expect(dayBefore).toMatchObject(sumOf((call) => inScope(call) && isBefore(call)));
    expect(monthToDate).toMatchObject(sumOf((call) => inScope(call) && isOfMonth(call)));
  }
  expect(sumOf(isBefore).unpricedCalls).toBeGreaterThan(0);
  expect(await ticker({ ctx, projectId: null })).toMatchObject({
    day: "2026-11-22",
    month: "2026-11",
    dayBefore: { at: "2026-11-21T14:32:10.500Z" },
  });
});

test("the average of the last 20 runs, those under way left out", async () => {
  const ctx = await testOrganization({ projects: ["web", "api"], now });
  const calls = Array.from({ length: 60 }, (_, i) => ({
    at: (60 - i) * 60_000,
    cost: 1_000_003 + i * 7_001,
    projectId: i % 4 === 0 ? "api" : "web",
    runId: `r${String(i).padStart(2, "0")}`,
  }));
  await record(ctx, calls);
  const running = { id: "r59", projectId: "web", status: "running" as const };
  await registerRun({ ctx, input: running });
  await registerRun({ ctx, input: { id: "never", projectId: "web", status: "succeeded" } });
  const averageOf = (last: Call[]) => {
    const sum = last.reduce((all, { cost }) => all + BigInt(cost ?? 0), 0n);
    return (sum + 10n) / 20n;
  };
  const over = calls.slice(0, -1);
  const all = await ticker({ ctx, projectId: null });
  expect([all.runs.count, all.runs.average?.costNanos]).toEqual([20, averageOf(over.slice(-20)).toString()]);
  const api = await ticker({ ctx, projectId: "api" });
  expect(api.runs.count).toBe(15);
  const web = await ticker({ ctx, projectId: "web" });
  const ofWeb = over.filter(({ projectId }) => projectId === "web");
  expect(web.runs.average?.costNanos).toBe(averageOf(ofWeb.slice(-20)).toString());
});

test("nothing yet is nothing, and a project of others is none", async () => {
  const ctx = await testOrganization({ now });
  expect(await ticker({ ctx, projectId: "web" })).toMatchObject({
    today: { costNanos: "0" },
    dayBefore: { costNanos: "0", unpricedCalls: 0 },
    runs: { count: 0, average: null },
  });
  await expect(ticker({ ctx, projectId: "other" })).rejects.toMatchObject({ code: "not_found" });
});

test("who follows a scope is told as soon as calls of it are recorded", async () => {
  const ctx = await testOrganization({ projects: ["web", "api"] });
  const user = { id: "u1", email: "lead@example.com", name: "Lead" };
  const session = { user, orgId: ctx.orgId, role: "member" as const, organizations: [] };
  const caller = createCaller({ requestId: "r", now: new Date(), session });
  const stream = await caller.aiCost.getTicker({ projectId: "web" });
  const messages = stream[Symbol.asyncIterator]();
  const sees = async (cost: number) => {
    for (let seen: number | undefined; seen !== cost; ) seen = (await messages.next()).value?.monthToDate.cost;
  };
  const spend = (id: string, projectId: string, cost: number) =>
    recordEvents({
      ctx,
      events: [{ id, projectId, agentId: "a", provider: "p", model: "m", inputTokens: 1, outputTokens: 1, cost }],
    });
  await sees(0);
  await spend("1", "web", 1);
  await sees(1);
  await spend("2", "api", 8);
  await spend("3", "web", 2);
  await sees(3);
  await messages.return?.(undefined);
});
