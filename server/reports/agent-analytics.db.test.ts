import { expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import { registerJob } from "#server/catalog/register-job.ts";
import type { Ctx } from "#server/context.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { rebuildRollups } from "#server/ledger/rebuild-rollups.ts";
import { agentAnalytics } from "./agent-analytics.ts";
import { agentJobCallsPage, agentJobsPage } from "./agent-jobs.ts";

const now = new Date("2026-11-22T12:00:00Z");
const daysBefore = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();

/** 400 calls of two agents over 80 days: cost in micro-dollars, so that whole numbers can be summed up here. */
const calls = Array.from({ length: 400 }, (_, i) => ({
  id: `e${i}`,
  daysAgo: i % 80,
  projectId: i % 3 ? "web" : "api",
  agentId: i % 4 ? "writer" : "other",
  jobId: i % 5 ? `j${i}` : undefined,
  runId: i % 2 ? `r${i % 7}` : undefined,
  attempt: 1 + (i % 2),
  provider: i % 3 ? "openai" : "anthropic",
  model: ["gpt-4.1", "gpt-5.1", "claude-sonnet-4"][i % 3] ?? "",
  effort: [undefined, "high", "low"][(i * 7) % 3],
  inputTokens: 1000 + 13 * i,
  outputTokens: 10 + 7 * i,
  status: i % 11 ? ("ok" as const) : ("error" as const),
  micros: 1000 + 37 * ((i * 31) % 97),
}));
type Call = (typeof calls)[number];

async function organization(): Promise<Ctx> {
  const ctx = await testOrganization({ projects: ["web", "api"], now });
  const events = calls.map(({ daysAgo, micros, ...event }) => ({
    ...event,
    occurredAt: daysBefore(daysAgo),
    cost: micros / 1e6,
  }));
  expect(await recordEvents({ ctx, events })).toMatchObject({ accepted: 400, rejected: [] });
  return ctx;
}

const ofWriter = (days: number) => calls.filter((call) => call.agentId === "writer" && call.daysAgo < days);
const sum = (of: readonly Call[], pick: (call: Call) => number) => of.reduce((all, call) => all + pick(call), 0);
const nanos = (of: readonly Call[]) => String(sum(of, (call) => call.micros) * 1000);

test.each([7, 30, 90] as const)(
  "the last %i days agree with the calls themselves, in total and however they are split",
  async (days) => {
    const ctx = await organization();
    const report = await agentAnalytics({ ctx, agentId: "writer", range: `${days}d` });
    const own = ofWriter(days);
    const jobs = own.filter((call) => call.jobId);
    const succeeded = jobs.filter((call) => call.status === "ok");

    expect(report.total).toMatchObject({
      costNanos: nanos(own),
      inputTokens: sum(own, (call) => call.inputTokens),
      outputTokens: sum(own, (call) => call.outputTokens),
      calls: own.length,
      jobCount: jobs.length,
      failedJobs: jobs.length - succeeded.length,
    });
    expect(report.days).toHaveLength(days);
    for (const [i, day] of report.days.entries()) {
      expect(day.costNanos).toBe(nanos(own.filter((call) => call.daysAgo === days - 1 - i)));
    }
    expect(report.month.costNanos).toBe(nanos(ofWriter(22)));
    expect(report.retriedJobs).toBe(jobs.filter((call) => call.attempt > 1).length);
    expect(Number(report.costPerJobNanos)).toBeCloseTo(Number(nanos(own)) / jobs.length, 0);

    const ofMonth = (projectId: string) => ofWriter(22).filter((call) => call.projectId === projectId);
    expect(report.month).toMatchObject({
      isElsewhere: true,
      projects: [
        { projectId: "web", costNanos: nanos(ofMonth("web")), calls: ofMonth("web").length },
        { projectId: "api", costNanos: nanos(ofMonth("api")), calls: ofMonth("api").length },
      ],
    });

    const useful = sum(succeeded, (call) => call.outputTokens);
    expect(report.efficiency).toMatchObject({ succeededJobs: succeeded.length, outputTokens: useful });
    expect(Number(report.efficiency.perThousandNanos)).toBeCloseTo((Number(nanos(succeeded)) * 1000) / useful, 0);
    expect(Number(report.efficiency.allSpendPerThousandNanos)).toBeCloseTo((Number(nanos(own)) * 1000) / useful, 0);

    for (const row of report.models) {
      const same = own.filter((call) => call.model === row.model && call.provider === row.provider);
      expect(row).toMatchObject({ costNanos: nanos(same), calls: same.length });
    }
    expect(report.efforts.map(({ effort }) => effort)).toEqual(["low", "high", null]);
    for (const row of report.efforts) {
      const same = own.filter((call) => (call.effort ?? null) === row.effort);
      const ended = same.filter((call) => call.jobId);
      expect(row).toMatchObject({
        costNanos: nanos(same),
        inputTokens: sum(same, (call) => call.inputTokens),
        jobs: ended.length,
        failedJobs: ended.filter((call) => call.status === "error").length,
      });
    }
    await rebuildRollups({ ctx });
    expect(await agentAnalytics({ ctx, agentId: "writer", range: `${days}d` })).toEqual(report);
  },
);

test("the trend is of whole days, needs 7 since the first call, and says which it rests on", async () => {
  const ctx = await testOrganization({ now });
  const call = { projectId: "web", provider: "openai", model: "gpt-4.1", inputTokens: 1, outputTokens: 1 };
  const rising = Array.from({ length: 12 }, (_, i) => ({
    ...call,
    id: `r${i}`,
    agentId: "rising",
    cost: 12 - i,
    occurredAt: daysBefore(i),
  }));
  const young = [{ ...call, id: "y", agentId: "young", cost: 1, occurredAt: daysBefore(3) }];
  await recordEvents({ ctx, events: [...rising, ...young] });

  const trendOf = async (agentId: string) => (await agentAnalytics({ ctx, agentId, range: "30d" })).trend;
  expect(await trendOf("rising")).toMatchObject({
    from: "2026-11-11",
    to: "2026-11-21",
    days: 11,
    test: { direction: "increasing", s: 55, slopeNanos: "1000000000" },
  });
  expect(await trendOf("young")).toMatchObject({ from: "2026-11-19", days: 3, needsDays: 7, test: null });
  expect((await agentAnalytics({ ctx, agentId: "rising", range: "7d" })).trend).toMatchObject({
    from: "2026-11-15",
    days: 7,
  });
});

test("useful output follows a job that fails after all, and one that ends later", async () => {
  const ctx = await testOrganization({ now });
  const call = {
    projectId: "web",
    agentId: "a",
    provider: "openai",
    model: "gpt-4.1",
    inputTokens: 5,
    outputTokens: 100,
    cost: 1,
  };
  await recordEvents({ ctx, events: [{ ...call, id: "1", jobId: "j" }] });
  const efficiency = async () => (await agentAnalytics({ ctx, agentId: "a", range: "7d" })).efficiency;
  expect(await efficiency()).toMatchObject({ succeededJobs: 1, outputTokens: 100, perThousandNanos: "10000000000" });
  const job = { id: "j", projectId: "web", agentId: "a" };
  await registerJob({ ctx, input: { ...job, status: "running" } });
  expect(await efficiency()).toMatchObject({ succeededJobs: 0, outputTokens: 0, perThousandNanos: null });
  await recordEvents({ ctx, events: [{ ...call, id: "2", jobId: "j", cost: 3, effort: "high" }] });
  await registerJob({ ctx, input: { ...job, status: "succeeded", effort: "low" } });
  expect(await efficiency()).toMatchObject({ succeededJobs: 1, outputTokens: 200, perThousandNanos: "20000000000" });
  await registerJob({ ctx, input: { ...job, status: "failed" } });
  expect(await efficiency()).toMatchObject({ succeededJobs: 0, outputTokens: 0, allSpendPerThousandNanos: null });
});

test("the log of executions is paged, newest first, and each opens to its own calls", async () => {
  const ctx = await organization();
  const jobs = calls.filter((call) => call.agentId === "writer" && call.jobId);
  const seen: Awaited<ReturnType<typeof agentJobsPage>>["items"] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof agentJobsPage>> = await agentJobsPage({ ctx, agentId: "writer", cursor });
    seen.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  expect(seen).toHaveLength(jobs.length);
  expect(new Set(seen.map(({ jobId }) => jobId)).size).toBe(jobs.length);
  expect(seen.map(({ startedAt }) => startedAt)).toEqual(
    seen
      .map(({ startedAt }) => startedAt)
      .toSorted()
      .toReversed(),
  );
  const [one] = seen;
  const same = jobs.filter(({ jobId }) => jobId === one?.jobId);
  expect(one).toMatchObject({ costNanos: nanos(same), runId: same[0]?.runId ?? null, effort: same[0]?.effort ?? null });
  const page = await agentJobCallsPage({ ctx, agentId: "writer", jobId: one?.jobId ?? "" });
  expect(page).toMatchObject({ items: [{ id: same[0]?.id, costNanos: nanos(same) }], nextCursor: null });
  await expect(agentJobCallsPage({ ctx, agentId: "other", jobId: one?.jobId ?? "" })).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(agentJobsPage({ ctx, agentId: "nobody" })).rejects.toMatchObject({ code: "not_found" });
});
