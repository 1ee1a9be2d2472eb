import { beforeAll, describe, expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import { registerJob } from "#server/catalog/register-job.ts";
import type { Ctx } from "#server/context.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { createCaller } from "../router.ts";

const now = new Date("2026-11-22T12:00:00Z");
let ctx: Ctx;

function runsOf(of: Ctx) {
  const user = { id: "u1", email: "lead@example.com", name: "Lead" };
  return createCaller({ requestId: "r", now, session: { user, orgId: of.orgId, role: "member", organizations: [] } })
    .runs;
}

const at = (minute: number) => new Date(Date.parse("2026-11-21T00:00:00Z") + minute * 60_000).toISOString();
const call = { projectId: "web", agentId: "coder", agentType: "implementation", provider: "anthropic" };
const sonnet = { ...call, model: "claude-sonnet-4-20250514" };
const gemini = { ...call, provider: "google", model: "gemini-2.5-pro" };

/** The jobs of the run: one that failed and was tried again, one whose second call failed, calls outside jobs, all kinds of cost. */
const calls = [
  { ...sonnet, id: "a1", jobId: "build", inputTokens: 120_000, cachedInputTokens: 90_000, outputTokens: 4_200 },
  {
    ...gemini,
    id: "a2",
    jobId: "build",
    inputTokens: 250_001,
    cachedInputTokens: 7,
    outputTokens: 333,
    status: "error",
  },
  { ...sonnet, id: "b1", jobId: "build-2", attempt: 2, inputTokens: 33, outputTokens: 17, reasoningTokens: 5 },
  { ...sonnet, id: "c1", jobId: "test", agentId: "tester", inputTokens: 10, outputTokens: 1, cost: 0.123456789 },
  { ...sonnet, id: "c2", jobId: "test", agentId: "tester", attempt: 2, inputTokens: 10, outputTokens: 1 },
  { ...call, id: "d1", provider: "acme", model: "acme-1", inputTokens: 10, outputTokens: 1 },
  { ...sonnet, id: "d2", inputTokens: 999, outputTokens: 1 },
  { ...sonnet, id: "d3", inputTokens: 0, outputTokens: 0, cost: 2 },
].map((event, minute) => ({ ...event, runId: "r2", occurredAt: at(minute) }));

beforeAll(async () => {
  ctx = await testOrganization({ projects: ["web", "other"], now });
  const neighbours = [
    { ...sonnet, id: "r1", runId: "r1", jobId: "j1", inputTokens: 1, outputTokens: 1, occurredAt: at(-60) },
    { ...sonnet, id: "r3", runId: "r3", inputTokens: 1, outputTokens: 1, occurredAt: at(60) },
  ];
  expect((await recordEvents({ ctx, events: [...calls, ...neighbours] })).rejected).toEqual([]);
  await registerJob({
    ctx,
    input: { id: "waiting", projectId: "web", agentId: "coder", runId: "r2", status: "running", startedAt: at(30) },
  });
});

const ofRun = { projectId: "web", runId: "r2" };
const nanosOf = (rows: readonly { costNanos: string | null }[]) =>
  rows.reduce((sum, row) => sum + BigInt(row.costNanos ?? 0), 0n).toString();

describe("a run end to end", () => {
  test("totals, failures and retries, and the runs before and after", async () => {
    const { run, previousRunId, nextRunId } = await runsOf(ctx).getRun(ofRun);
    expect(run).toMatchObject({ calls: 8, errors: 1, unpricedCalls: 1, jobCount: 4, failedJobs: 1, retriedJobs: 2 });
    expect([previousRunId, nextRunId]).toEqual(["r1", "r3"]);
  });

  test("agents, jobs with the calls outside jobs, and calls each sum to the run, to the nano-dollar", async () => {
    const runs = runsOf(ctx);
    const { run, agents, outsideJobs } = await runs.getRun(ofRun);
    const { items, total, nextCursor } = await runs.getRunJobs(ofRun);
    expect(nanosOf(agents)).toBe(run.costNanos);
    const groups = [...items, ...(outsideJobs ? [outsideJobs] : [])];
    expect(nanosOf(groups)).toBe(run.costNanos);
    expect([total, nextCursor]).toEqual([4, null]);
    expect(items.map((job) => [job.jobId, job.status, job.attempt, job.errors])).toEqual([
      ["build", "failed", 1, 1],
      ["build-2", "succeeded", 2, 0],
      ["test", "succeeded", 2, 0],
      ["waiting", "running", 1, 0],
    ]);
    for (const { jobId, calls: count, costNanos } of groups) {
      const ofJob = (await runs.getRunCalls({ ...ofRun, jobId })).items;
      expect([ofJob.length, nanosOf(ofJob)]).toEqual([count, costNanos]);
    }
  });

  test("a run without a single job has only calls outside jobs", async () => {
    const { run, outsideJobs } = await runsOf(ctx).getRun({ projectId: "web", runId: "r3" });
    expect([run.jobCount, outsideJobs?.calls, outsideJobs?.jobId]).toEqual([0, 1, null]);
  });

  test("a run known from its calls only claims neither to run nor to have ended", async () => {
    const { run } = await runsOf(ctx).getRun(ofRun);
    expect([run.status, run.finishedAt, run.lastCallAt]).toEqual([null, null, at(7)]);
  });

  test("it exists in its own project only", async () => {
    const elsewhere = { projectId: "other", runId: "r2" };
    await expect(runsOf(ctx).getRun(elsewhere)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(runsOf(ctx).getRunJobs(elsewhere)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(runsOf(ctx).getRunCalls({ ...elsewhere, jobId: "build" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

test("a long run comes by the page: nothing twice and nothing missed", async () => {
  const long = await testOrganization({ now });
  const runs = runsOf(long);
  const events = Array.from({ length: 260 }, (_, i) => ({
    ...sonnet,
    id: `e${String(i).padStart(3, "0")}`,
    runId: "long",
    jobId: i < 120 ? `job-${i}` : "last",
    occurredAt: at(Math.floor(i / 7)),
    inputTokens: 10,
    outputTokens: 1,
  }));
  await recordEvents({ ctx: long, events });
  const jobs: (string | null)[] = [];
  for (let cursor: number | null = 0; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof runs.getRunJobs>> = await runs.getRunJobs({
      projectId: "web",
      runId: "long",
      cursor,
    });
    expect(page.items.length).toBeLessThanOrEqual(50);
    jobs.push(...page.items.map((job) => job.jobId));
    cursor = page.nextCursor;
  }
  expect([jobs.length, new Set(jobs).size]).toEqual([121, 121]);
  const seen: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof runs.getRunCalls>> = await runs.getRunCalls({
      projectId: "web",
      runId: "long",
      jobId: "last",
      cursor,
    });
    seen.push(...page.items.map((one) => one.id));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(events.slice(120).map((event) => event.id));
});

describe("why a call cost what it cost", () => {
  const explain = (id: string) => runsOf(ctx).explainCharge({ projectId: "web", id });

  test.each(["a1", "a2", "b1", "c2", "d2"])("the lines of %s sum to its cost exactly", async (id) => {
    const charge = await explain(id);
    expect(nanosOf(charge.lines)).toBe(charge.costNanos);
    expect(charge).toMatchObject({ costSource: "priced", listNanos: charge.costNanos, asRecorded: true });
    expect(charge.price?.source).toMatch(/^genai-prices \d/);
  });

  test("each kind of token at its own price per million", async () => {
    const { lines } = await explain("a1");
    expect(lines.map((line) => [line.kind, line.quantity, line.pricePerMillionNanos, line.costNanos])).toEqual([
      ["input", 30_000, "3000000000", "90000000"],
      ["cachedInput", 90_000, "300000000", "27000000"],
      ["output", 4_200, "15000000000", "63000000"],
    ]);
  });

  test("the context tier that priced the whole call is named", async () => {
    const { price, lines } = await explain("a2");
    expect(price?.aboveInputTokens).toBe(200_000);
    expect(lines[0]).toMatchObject({ kind: "input", pricePerMillionNanos: "2500000000" });
  });

  test("a reported cost stands, with the price list’s beside it; one without tokens has none", async () => {
    expect(await explain("c1")).toMatchObject({ costSource: "reported", costNanos: "123456789", listNanos: "45000" });
    expect(await explain("d3")).toMatchObject({
      costSource: "reported",
      costNanos: "2000000000",
      listNanos: null,
      lines: [],
    });
  });

  test("no price, no lines", async () => {
    expect(await explain("d1")).toMatchObject({
      costSource: "unpriced",
      costNanos: null,
      listNanos: null,
      price: null,
      lines: [],
    });
  });

  test("an id that is none", async () => {
    await expect(explain("nothing")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
