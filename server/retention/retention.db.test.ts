import fc from "fast-check";
import { runMigrations } from "graphile-worker";
import { beforeAll, expect, test } from "vitest";
import { testApi, testKey } from "#scripts/test-api.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { registerJob } from "#server/catalog/register-job.ts";
import type { Ctx } from "#server/context.ts";
import { pool, prisma } from "#server/db.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { unpricedModels } from "#server/ledger/model-usage.ts";
import { rebuildRollups } from "#server/ledger/rebuild-rollups.ts";
import { reconcile } from "#server/ledger/reconcile.ts";
import { continueReprice, startReprice } from "#server/ledger/reprice.ts";
import { runAgents, runCalls, runJobs } from "#server/ledger/run-queries.ts";
import { setPrice } from "#server/pricing/set-price.ts";
import { beginPurge, continuePurge, purgeDueEntries } from "./purge-entries.ts";
import { getRetention, previewRetention } from "./queries.ts";
import { setRetention } from "./set-retention.ts";

const now = new Date("2026-11-22T12:00:00Z");
const before = "2026-08-01";

beforeAll(() => runMigrations({ pgPool: pool() }));

const discrepancies = async ({ orgId }: Ctx) => (await reconcile()).filter((one) => one.orgId === orgId);

/** Deletes all that is due, batch by batch. Answers the number of batches. */
async function purge({ orgId }: Ctx, day = before): Promise<number> {
  await beginPurge({ orgId, before: day }, now);
  for (let batches = 1; ; batches++) if (!(await continuePurge({ orgId, before: day }))) return batches;
}

const summed = ["usage_daily", "usage_counters", "usage_hourly", "run_monthly", "pipeline_runs", "agent_jobs"];
/** Every sum of the organisation, as text. What a row was before its last change is no sum. */
async function sums({ orgId }: Ctx): Promise<string[]> {
  const all: string[] = [];
  for (const table of [...summed, "agent_sessions", "job_daily", "agents", "projects", "correction_sums"]) {
    const { rows } = await pool().query<{ row: string }>(
      `SELECT '${table} ' || (SELECT jsonb_object_agg(f.key, f.value) FROM jsonb_each(to_jsonb(t)) f WHERE f.key NOT LIKE 'previous%')::text AS row
       FROM ${table} t WHERE org_id = $1`,
      [orgId],
    );
    // A rebuild leaves out rows that say nothing.
    all.push(...rows.map(({ row }) => row).filter((row) => !saysNothing.test(row)));
  }
  return all.sort();
}

const saysNothing = /^(?:job_daily .*"jobs": 0,|usage_counters .*"jobs": 0, "calls": 0,).*"sessions": 0,/;

const entriesBefore = ({ orgId }: Ctx, day = before) =>
  prisma().creditTransaction.count({ where: { orgId, occurredAt: { lt: new Date(day) } } });

const call = fc.record({
  hoursAgo: fc.integer({ min: 0, max: 24 * 240 }),
  projectId: fc.constantFrom("web", "api"),
  agentId: fc.constantFrom("a1", "a2", "a3"),
  runId: fc.constantFrom(undefined, "r1", "r2", "r3"),
  jobId: fc.constantFrom(undefined, "j1", "j2", "j3", "j4"),
  sessionId: fc.constantFrom(undefined, "s1", "s2"),
  attempt: fc.integer({ min: 1, max: 2 }),
  model: fc.constantFrom("gpt-4.1", "unknown"),
  inputTokens: fc.integer({ min: 0, max: 100_000 }),
  status: fc.constantFrom("ok", "error"),
  effort: fc.constantFrom(undefined, "high"),
});

/** Events of these, `from` their number on. */
const eventsOf = (calls: readonly { hoursAgo: number }[], from = 0) =>
  calls.map(({ hoursAgo, ...rest }, i) => ({
    ...{ id: `e${from + i}`, provider: "nobody", outputTokens: 5, ...rest },
    occurredAt: new Date(now.getTime() - hoursAgo * 3_600_000).toISOString(),
  }));

test("every sum is the same before and after, whatever the calls were, and after a rebuild; what goes on since is added", async () => {
  const calls = fc.array(call, { minLength: 60, maxLength: 150 });
  await fc.assert(
    fc.asyncProperty(calls, fc.array(call, { minLength: 20, maxLength: 40 }), async (first, later) => {
      const ctx = await testOrganization({ projects: ["web", "api"], now });
      await registerJob({
        ctx,
        input: { id: "j1", projectId: "web", agentId: "a1", runId: "r1", status: "succeeded" },
      });
      const sent = eventsOf(first);
      await recordEvents({ ctx, events: sent });
      const was = await sums(ctx);
      await purge(ctx);
      expect(await entriesBefore(ctx)).toBe(0);
      expect(await sums(ctx)).toEqual(was);
      expect(await discrepancies(ctx)).toEqual([]);
      await rebuildRollups({ ctx });
      expect(await sums(ctx)).toEqual(was);

      // What was sent comes again: what is kept is a duplicate, what is gone is refused, and nothing counts twice.
      const old = sent.filter(({ occurredAt }) => occurredAt < before);
      const again = await recordEvents({ ctx, events: sent });
      expect(again).toMatchObject({ accepted: 0, duplicates: sent.length - old.length });
      expect(again.rejected.map(({ code, id }) => [code, id])).toEqual(old.map(({ id }) => ["too_old", id]));
      expect(await sums(ctx)).toEqual(was);

      // Runs, jobs and sessions that began before go on.
      const fresh = eventsOf(later, 1_000).filter(({ occurredAt }) => occurredAt >= before);
      expect(await recordEvents({ ctx, events: fresh })).toMatchObject({ accepted: fresh.length });
      expect(await discrepancies(ctx)).toEqual([]);
      const since = await sums(ctx);
      await rebuildRollups({ ctx });
      expect(await sums(ctx)).toEqual(since);
    }),
    { numRuns: 4, endOnFailure: true },
  );
});

test("a reprice reaches the calls that are kept, and the others' sums stand", async () => {
  const ctx = await testOrganization({ now });
  const unpriced = {
    projectId: "web",
    agentId: "a1",
    provider: "in-house",
    model: "house-7b",
    inputTokens: 1_000_000,
    outputTokens: 0,
  };
  const at = ["2026-06-10", "2026-07-31", "2026-08-01", "2026-11-02"];
  await recordEvents({ ctx, events: at.map((day) => ({ ...unpriced, id: day, occurredAt: `${day}T12:00:00Z` })) });
  expect(await unpricedModels(ctx)).toMatchObject([{ calls: 4n }]);
  await purge(ctx);
  // Nothing can be done about the others any more.
  expect(await unpricedModels(ctx)).toMatchObject([{ calls: 2n, firstDay: "2026-08-01" }]);
  const name = { provider: "in-house", model: "house-7b" };
  await setPrice({ ctx, input: { ...name, effectiveFrom: "2026-01-01", input: "2", output: "0" } });
  const id = await startReprice({ ctx, input: { ...name, from: "2026-01-01T00:00:00Z", to: null, include: "all" } });
  while (await continueReprice({ orgId: ctx.orgId, id }));
  const done = await prisma().reprice.findUniqueOrThrow({ where: { orgId_id: { orgId: ctx.orgId, id } } });
  expect(done).toMatchObject({ status: "done", calls: 2, total: 2, afterNanos: 4_000_000_000n });
  expect(await discrepancies(ctx)).toEqual([]);
});

test("the jobs of a run whose calls are gone say what they cost, and its agents with them", async () => {
  const ctx = await testOrganization({ now });
  const events = Array.from({ length: 12 }, (_, i) => ({
    ...{ id: `e${i}`, projectId: "web", agentId: `a${i % 2}`, runId: "r", jobId: `j${i % 4}` },
    ...{ provider: "openai", model: "gpt-4.1", inputTokens: 1000 * (i + 1), outputTokens: i },
    occurredAt: `2026-07-1${i % 9}T12:00:00Z`,
  }));
  await recordEvents({ ctx, events });
  const read = async () => ({ jobs: await runJobs(ctx, "r"), agents: await runAgents(ctx, "r") });
  const was = await read();
  expect(was.jobs).toHaveLength(4);
  await purge(ctx);
  expect(await read()).toEqual(was);
  expect(await runCalls(ctx, { runId: "r", jobId: "j1" }, { limit: 10 })).toEqual([]);
});

test("calls that race with the beginning are either in the sums or refused; a deletion cut short goes on where it was", async () => {
  const ctx = await testOrganization({ now });
  const old = (id: string) => ({
    ...{ id, projectId: "web", agentId: "a1", provider: "openai", model: "gpt-4.1", inputTokens: 10, outputTokens: 1 },
    occurredAt: "2026-07-15T12:00:00Z",
  });
  const first = Array.from({ length: 4_500 }, (_, i) => old(`first-${i}`));
  expect(await recordEvents({ ctx, events: first })).toMatchObject({ accepted: 4_500 });
  const racing = Array.from({ length: 60 }, (_, i) =>
    recordEvents({ ctx, events: [old(`race-${i}`), { ...old(`new-${i}`), occurredAt: now.toISOString() }] }),
  );
  await beginPurge({ orgId: ctx.orgId, before }, now);
  const results = await Promise.all(racing);
  const accepted = results.reduce((sum, result) => sum + result.accepted, 0);
  for (const { rejected } of results) expect(rejected.every(({ code }) => code === "too_old")).toBe(true);
  expect(accepted + results.flatMap(({ rejected }) => rejected).length).toBe(120);
  const counter = await prisma().usageCounter.aggregate({
    where: { orgId: ctx.orgId, scope: "organization", window: "month" },
    _sum: { calls: true },
  });
  expect(counter._sum.calls).toBe(BigInt(4_500 + accepted));

  expect(await continuePurge({ orgId: ctx.orgId, before })).toBe(true);
  expect(await getRetention(ctx)).toMatchObject({ last: { deleted: 2_000, finishedAt: null } });
  expect(await discrepancies(ctx)).toEqual([]);
  await rebuildRollups({ ctx });
  // Two that take up the same batch: it is done once.
  await Promise.all([continuePurge({ orgId: ctx.orgId, before }), continuePurge({ orgId: ctx.orgId, before })]);
  while (await continuePurge({ orgId: ctx.orgId, before }));
  expect(await entriesBefore(ctx)).toBe(0);
  expect(await discrepancies(ctx)).toEqual([]);
  const { last } = await getRetention(ctx);
  expect(last?.deleted).toBe(4_500 + accepted - 60);
  const told = await prisma().auditEntry.findMany({ where: { orgId: ctx.orgId, action: "retention.delete" } });
  expect(told).toMatchObject([{ actor: "system:retention", after: { before, calls: last?.deleted } }]);
});

test("calls whose sums disagree are kept, and it says so", async () => {
  const ctx = await testOrganization({ now });
  const event = {
    id: "e",
    projectId: "web",
    agentId: "a1",
    provider: "openai",
    model: "gpt-4.1",
    inputTokens: 10,
    outputTokens: 1,
  };
  await recordEvents({ ctx, events: [{ ...event, occurredAt: "2026-05-05T12:00:00Z" }] });
  await prisma().usageDaily.updateMany({ where: { orgId: ctx.orgId }, data: { costNanos: 1n } });
  expect(await purge(ctx)).toBe(1);
  expect(await entriesBefore(ctx)).toBe(1);
  expect(await getRetention(ctx)).toMatchObject({
    entriesFrom: null,
    last: { deleted: 0, problem: expect.stringContaining("2026-05-05") },
  });
  await rebuildRollups({ ctx });
  await purge(ctx);
  expect(await entriesBefore(ctx)).toBe(0);
  expect(await getRetention(ctx)).toMatchObject({ entriesFrom: before, last: { deleted: 1, problem: null } });
});

test("an owner sets it, with a day to take it back; asked for calls that are gone, the API says so", async () => {
  const ctx = await testOrganization({ now });
  const event = {
    projectId: "web",
    agentId: "a1",
    provider: "openai",
    model: "gpt-4.1",
    inputTokens: 10,
    outputTokens: 1,
  };
  const days = ["2025-12-31", "2026-07-31", "2026-08-01", "2026-11-21"];
  await recordEvents({ ctx, events: days.map((day) => ({ ...event, id: day, occurredAt: `${day}T23:59:59.999Z` })) });
  const as = (role: "owner" | "admin") => ({
    ...ctx,
    actor: { kind: "user", id: "u", email: "ann@example.com", role } as const,
  });
  await expect(setRetention({ ctx: as("admin"), input: { months: 3 } })).rejects.toMatchObject({ code: "forbidden" });
  await expect(setRetention({ ctx: as("owner"), input: { months: 2 } })).rejects.toMatchObject({
    code: "validation_failed",
  });
  expect(await previewRetention({ ctx: as("owner"), input: { months: 3 } })).toMatchObject({
    before,
    firstDay: "2025-12-31",
    calls: 2,
  });
  expect(await setRetention({ ctx: as("owner"), input: { months: 3 } })).toEqual({
    months: 3,
    entriesFrom: null,
    deletesFrom: "2026-11-23T12:00:00.000Z",
  });
  await purgeDueEntries(new Date("2026-11-23T11:00:00Z"));
  expect(await getRetention(ctx)).toMatchObject({ entriesFrom: null, last: null });
  await purgeDueEntries(new Date("2026-11-23T13:00:00Z"));
  while (await continuePurge({ orgId: ctx.orgId, before }));
  expect(await getRetention(ctx)).toMatchObject({ entriesFrom: before, last: { deleted: 2 } });
  expect(
    await prisma().auditEntry.count({ where: { orgId: ctx.orgId, action: "retention.set", actor: "ann@example.com" } }),
  ).toBe(1);

  const { call: ask, close } = await testApi();
  const key = await testKey(ctx, "read");
  for (const path of ["transactions", "exports/transactions.csv"]) {
    const refused = await ask(`/v1/${path}?from=2026-07-31`, { key });
    expect(refused).toMatchObject({ status: 400, body: { detail: expect.stringContaining("ask from 2026-08-01 on") } });
    expect((await ask(`/v1/${path}?to=2026-07-31`, { key })).status).toBe(400);
  }
  expect((await ask("/v1/transactions?from=2026-08-01", { key })).body.data).toHaveLength(2);
  const usage = await ask("/v1/usage?from=2025-12-01&to=2026-11-30&groupBy=day", { key });
  expect(usage.body.data).toHaveLength(4);
  await close();
});
