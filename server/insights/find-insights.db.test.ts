import { beforeEach, describe, expect, test } from "vitest";
import { insightScene } from "#scripts/test-insights.ts";
import { prisma } from "#server/db.ts";
import type { Event } from "#server/ingest/event.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { dayMs } from "#server/time/window.ts";
import { findInsights } from "./find-insights.ts";
import { listInsights } from "./queries.ts";

let scene: Awaited<ReturnType<typeof insightScene>>;
beforeEach(async () => {
  scene = await insightScene();
});

const evenJobs = (count: number, more: (index: number) => Partial<Event> = () => ({})) =>
  Array.from({ length: count }, (_, index) =>
    scene.job(`j${index}`, 1 + (index % 60), { inputTokens: 10_000 + index * 10, ...more(index) }),
  );

describe("runs with unusually many tokens", () => {
  test("one job far above the agent's others: what it cost above the median job, and why", async () => {
    const usual = evenJobs(31);
    const calls = Array.from({ length: 40 }, (_, index) =>
      scene.job("huge", 2, { occurredAt: scene.ago(2, index), inputTokens: 10_500, outputTokens: 400, runId: "run-1" }),
    );
    const [insight, ...others] = await scene.found("unusual_run", ...usual, ...calls);
    expect(others).toEqual([]);
    const median = await scene.listCost(usual.slice(15, 16));
    expect(insight).toMatchObject({
      agentId: "coder",
      projectId: "web",
      spentNanos: (await scene.listCost(calls)).toString(),
      amountNanos: ((await scene.listCost(calls)) - median).toString(),
      evidence: {
        reason: "many_calls",
        jobId: "huge",
        runId: "run-1",
        calls: 40,
        inputTokens: "420000",
        outputTokens: "16000",
        jobs: 32,
        medianNanos: median.toString(),
        medianTokens: "10650",
        medianCalls: 1,
      },
    });
  });

  test("not one of the last 90 days but before the period, nor of an agent whose jobs are alike, nor of one with few jobs", async () => {
    expect(
      await scene.found(
        "unusual_run",
        ...evenJobs(30),
        scene.job("before", 40, { inputTokens: 900_000 }),
        ...Array.from({ length: 30 }, (_, index) => scene.job(`same${index}`, 3, { agentId: "clock" })),
        ...Array.from({ length: 18 }, (_, index) =>
          scene.job(`few${index}`, 3, { agentId: "new", inputTokens: 5_000 + index }),
        ),
        scene.job("large", 3, { agentId: "new", inputTokens: 900_000 }),
      ),
    ).toEqual([]);
    const { search } = await listInsights(scene.ctx, { open: true });
    expect(search).toMatchObject({ agents: 3, agentsRead: 3, agentsWithFewJobs: 1 });
  });

  test("without a price it is found all the same, and comes to nothing that is known", async () => {
    const own = { provider: "vllm", model: "own" };
    const insights = await scene.found(
      "unusual_run",
      ...evenJobs(30, () => own),
      scene.job("x", 1, { ...own, inputTokens: 1_000_000 }),
    );
    expect(insights).toMatchObject([{ amountNanos: "0", unpricedCalls: 1, evidence: { reason: "long_prompt" } }]);
  });
});

test("retries: what further attempts cost, by agent and project, from 5 % of the spend", async () => {
  const first = evenJobs(10);
  const retries = [1, 2, 3].map((n) => scene.job(`r${n}`, n, { attempt: 2, status: n === 1 ? "error" : "ok" }));
  const rare = [
    ...Array.from({ length: 39 }, (_, n) => scene.job(`s${n}`, 2, { agentId: "steady", inputTokens: 10_000 + n })),
    scene.job("s-again", 2, { agentId: "steady", inputTokens: 1_000, outputTokens: 100, attempt: 2 }),
  ];
  const insights = await scene.found(
    "retries",
    ...first,
    ...retries,
    ...rare,
    scene.job("old", 31, { attempt: 2, inputTokens: 90_000 }),
  );
  expect(insights).toMatchObject([
    {
      agentId: "coder",
      projectId: "web",
      amountNanos: (await scene.listCost(retries)).toString(),
      spentNanos: (await scene.listCost([...first, ...retries])).toString(),
      evidence: { jobs: 13, failed: 1, retried: 3 },
    },
  ]);
});

test("effort: short jobs of high effort against short jobs of lower effort of the same agent", async () => {
  const jobs = (effort: string, count: number, inputTokens: number, outputs: number[]) =>
    Array.from({ length: count }, (_, n) =>
      scene.job(`${effort}${n}`, 1 + (n % 20), { effort, inputTokens, outputTokens: outputs[n % outputs.length] ?? 0 }),
    );
  const medium = jobs("medium", 20, 20_000, [500, 900]);
  const high = jobs("high", 24, 50_000, [400, 2_000]);
  const [insight, ...others] = await scene.found("effort", ...medium, ...high);
  expect(others).toEqual([]);
  // The median output of medium effort is 500 (of an even number the lower one).
  const short = (calls: Event[]) => calls.filter(({ outputTokens }) => outputTokens <= 500);
  const [highNanos, lowerNanos] = [await scene.listCost(short(high)), await scene.listCost(short(medium))];
  expect(insight).toMatchObject({
    spentNanos: highNanos.toString(),
    amountNanos: (highNanos - (lowerNanos * 12n) / 10n).toString(),
    evidence: {
      shortOutput: "500",
      highJobs: 12,
      highNanos: highNanos.toString(),
      lowerJobs: 10,
      lowerNanos: lowerNanos.toString(),
      levels: [
        { effort: "medium", jobs: 20, costNanos: (await scene.listCost(medium)).toString(), medianOutput: "500" },
        { effort: "high", jobs: 24, costNanos: (await scene.listCost(high)).toString(), medianOutput: "400" },
      ],
    },
  });
});

describe("searching again", () => {
  const retrying = (count: number) =>
    Array.from({ length: count }, (_, n) => scene.job(`again${n}`, 2, { attempt: 2 }));

  test("updates what was found, and forgets what is no longer there", async () => {
    const [before] = await scene.found("retries", ...evenJobs(10), ...retrying(2));
    const [after, ...others] = await scene.found("retries", ...retrying(3));
    expect([after?.id, others]).toEqual([before?.id, []]);
    expect(BigInt(after?.amountNanos ?? 0)).toBeGreaterThan(BigInt(before?.amountNanos ?? 0));
    const later = { ...scene.ctx, now: new Date(scene.ctx.now.getTime() + 40 * dayMs) };
    await findInsights({ ctx: later });
    expect((await listInsights(scene.ctx, { open: true })).items).toEqual([]);
    expect(await prisma().insight.count({ where: { orgId: scene.ctx.orgId } })).toBe(0);
  });

  test("at once shares one search, and an earlier one does not undo a later one", async () => {
    await recordEvents({ ctx: scene.ctx, events: [...evenJobs(10), ...retrying(2)] });
    const [one, other] = [findInsights({ ctx: scene.ctx }), findInsights({ ctx: scene.ctx })];
    expect(await one).toBe(await other);
    const { search, items } = await listInsights(scene.ctx, { open: true });
    await findInsights({ ctx: { ...scene.ctx, now: new Date(scene.ctx.now.getTime() - 60 * dayMs) } });
    expect(await listInsights(scene.ctx, { open: true })).toEqual({ search, items });
  });

  test("an organisation without calls has been looked at, and has none", async () => {
    await findInsights({ ctx: scene.ctx });
    expect(await listInsights(scene.ctx, { open: true })).toMatchObject({
      search: { agents: 0, spentNanos: "0" },
      items: [],
    });
  });
});
