import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import type { Ctx } from "#server/context.ts";
import { pool, prisma } from "#server/db.ts";
import { reconcile } from "#server/ledger/reconcile.ts";
import type { Event } from "./event.ts";
import { recordEvents } from "./record-events.ts";

const now = new Date("2026-11-22T12:00:00Z");

/** Few values for every dimension, so that entries meet in the same sums; times straddle days and months. */
const eventArbitrary: fc.Arbitrary<Event> = fc
  .record({
    occurredAt: fc
      .date({ min: new Date("2026-09-28T00:00:00Z"), max: now, noInvalidDate: true })
      .chain((date) => fc.constantFrom(date, new Date("2026-10-31T23:59:59.999Z"), new Date("2026-11-01T00:00:00Z"))),
    projectId: fc.constantFrom("web", "api"),
    agentId: fc.constantFrom("a1", "a2", "a3"),
    agentType: fc.option(fc.constantFrom("research", "testing"), { nil: undefined }),
    runId: fc.option(fc.constantFrom("r1", "r2", "r3"), { nil: undefined }),
    jobId: fc.option(fc.constantFrom("j1", "j2", "j3", "j4", "j5"), { nil: undefined }),
    sessionId: fc.option(fc.constantFrom("s1", "s2"), { nil: undefined }),
    attempt: fc.constantFrom(undefined, 1, 2, 3),
    provider: fc.constantFrom("anthropic", "openai", "nobody"),
    model: fc.constantFrom("claude-sonnet-4-20250514", "gpt-4.1", "no-such-model"),
    inputTokens: fc.oneof(fc.integer({ min: 3, max: 200_000 }), fc.constant(1e12)),
    outputTokens: fc.integer({ min: 1, max: 20_000 }),
    cachedInputTokens: fc.constantFrom(undefined, 0, 1),
    cacheWriteTokens: fc.constantFrom(undefined, 1),
    cacheWrite1hTokens: fc.constantFrom(undefined, 1),
    reasoningTokens: fc.constantFrom(undefined, 0, 1),
    cost: fc.option(fc.double({ min: 0, max: 1000, noNaN: true }), { nil: undefined }),
    status: fc.constantFrom(undefined, "ok" as const, "error" as const),
  })
  .map((e) => ({ ...e, id: "", occurredAt: e.occurredAt.toISOString() }));

const eventsArbitrary = fc
  .array(eventArbitrary, { minLength: 1, maxLength: 60 })
  .map((events) => events.map((event, i) => ({ ...event, id: `e${i}` })));

/** Everything kept about an organisation, without what only says when it was written. */
async function everything({ orgId }: Ctx) {
  const where = { orgId };
  const [usage, jobs, counters, runs, agentJobs, sessions] = await Promise.all([
    prisma().usageDaily.findMany({
      where,
      omit: { orgId: true },
      orderBy: [
        { day: "asc" },
        { projectId: "asc" },
        { agentId: "asc" },
        { agentType: "asc" },
        { provider: "asc" },
        { model: "asc" },
      ],
    }),
    prisma().jobDaily.findMany({
      where: { ...where, OR: [{ jobs: { not: 0 } }, { failed: { not: 0 } }, { sessions: { not: 0 } }] },
      select: { day: true, jobs: true, failed: true, sessions: true },
    }),
    prisma().usageCounter.findMany({
      where: { ...where, scope: { in: ["organization", "project", "provider", "pipeline_run"] }, calls: { gt: 0 } },
      select: {
        scope: true,
        projectId: true,
        scopeId: true,
        window: true,
        windowStart: true,
        spentNanos: true,
        calls: true,
      },
    }),
    prisma().pipelineRun.findMany({ where, omit: { orgId: true, projectId: true }, orderBy: { id: "asc" } }),
    prisma().agentJob.findMany({
      where,
      select: { id: true, status: true, startedAt: true, finishedAt: true, costNanos: true, attempt: true },
      orderBy: { id: "asc" },
    }),
    prisma().agentSession.findMany({
      where,
      select: { id: true, agentId: true, startedAt: true },
      orderBy: [{ agentId: "asc" }, { id: "asc" }],
    }),
  ]);
  const byText = (rows: object[]) =>
    rows.map((row) => JSON.stringify(row, (_, v) => (typeof v === "bigint" ? `${v}` : v)).replace(orgId, "org")).sort();
  return {
    usage: byText(usage),
    jobs: byText(jobs),
    counters: byText(counters),
    runs: byText(runs),
    agentJobs: byText(agentJobs),
    sessions: byText(sessions),
  };
}

/** A job is one execution of one agent, in one project and at most one run; only then does the order not matter. */
function oneOwner(event: Event): Event {
  const researcher = { ...event, agentType: "research" };
  if (!event.jobId) return researcher;
  return {
    ...researcher,
    agentId: "a1",
    projectId: "web",
    sessionId: undefined,
    runId: event.runId && `run-of-${event.jobId}`,
  };
}

const organization = () => testOrganization({ projects: ["web", "api"], now });

describe("whatever is sent", () => {
  test("every sum equals the entries, to the nano-dollar, and sending it all again changes nothing", async () => {
    await fc.assert(
      fc.asyncProperty(eventsArbitrary, async (events) => {
        const ctx = await organization();
        const first = await recordEvents({ ctx, events });
        expect(first).toEqual({ accepted: events.length, duplicates: 0, rejected: [] });
        const before = await everything(ctx);
        expect(await recordEvents({ ctx, events })).toEqual({ accepted: 0, duplicates: events.length, rejected: [] });
        expect(await everything(ctx)).toEqual(before);
        expect((await reconcile()).filter((found) => found.orgId === ctx.orgId)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  test("in whatever order and in whatever batches it arrives, the accounts are the same", async () => {
    await fc.assert(
      fc.asyncProperty(
        eventsArbitrary.map((events) => events.map(oneOwner)),
        fc.infiniteStream(fc.nat()),
        async (events, random) => {
          const [straight, shuffled] = [await organization(), await organization()];
          await recordEvents({ ctx: straight, events });
          const rest = [...events];
          while (rest.length > 0) {
            const batch: Event[] = [];
            const size = 1 + ((random.next().value ?? 0) % 10);
            while (batch.length < size && rest.length > 0) {
              batch.push(...rest.splice((random.next().value ?? 0) % rest.length, 1));
            }
            await recordEvents({ ctx: shuffled, events: batch });
          }
          expect(await everything(shuffled)).toEqual(await everything(straight));
        },
      ),
      { numRuns: 15 },
    );
  });
});

test("16 writers with repeats, shuffles and late entries over month ends: each call once, no sum off, no deadlock", async () => {
  const ctx = await organization();
  const events = fc.sample(eventArbitrary, { numRuns: 800, seed: 7 }).map((event, i) => ({ ...event, id: `c${i}` }));
  const answers = await Promise.all(
    Array.from({ length: 16 }, async (_, writer) => {
      // Every writer sends half of all events, each in its own order, so that each event comes about eight times.
      const own = events
        .filter((_, i) => (i * 7 + writer) % 2 === 0 || i % 16 === writer)
        .sort(
          (a, b) =>
            ((a.id.length * 31 + writer * 17) % 13) - ((b.id.length * 31 + writer * 17) % 13) ||
            (writer % 2 ? 1 : -1) * (a.id < b.id ? -1 : 1),
        );
      const result = { accepted: 0, duplicates: 0, rejected: 0, sent: own.length };
      for (let i = 0; i < own.length; i += 1 + ((writer * 13 + i) % 40)) {
        const batch = own.slice(i, i + 1 + ((writer * 13 + i) % 40));
        const answer = await recordEvents({ ctx, events: batch });
        result.accepted += answer.accepted;
        result.duplicates += answer.duplicates;
        result.rejected += answer.rejected.length;
      }
      return result;
    }),
  );
  const sum = (key: "accepted" | "duplicates" | "rejected" | "sent") =>
    answers.reduce((all, answer) => all + answer[key], 0);
  const recorded = await prisma().creditTransaction.count({ where: { orgId: ctx.orgId } });
  expect(sum("accepted")).toBe(recorded);
  expect(sum("accepted") + sum("duplicates")).toBe(sum("sent"));
  expect(sum("rejected")).toBe(0);
  expect(recorded).toBe(events.length);
  expect((await reconcile()).filter((found) => found.orgId === ctx.orgId)).toEqual([]);
});

test("an acknowledged entry is there for another connection at once", async () => {
  const ctx = await organization();
  await recordEvents({
    ctx,
    events: [
      {
        id: "now",
        projectId: "web",
        agentId: "a",
        provider: "openai",
        model: "gpt-4.1",
        inputTokens: 1,
        outputTokens: 1,
      },
    ],
  });
  const { rows } = await pool().query("SELECT 1 FROM credit_transactions WHERE org_id = $1", [ctx.orgId]);
  expect(rows).toHaveLength(1);
});
