import { describe, expect, test } from "vitest";
import { counter, dollar, event } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { prisma } from "#server/db.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { getAgentLimits, setAgentLimits } from "./agent-limits.ts";
import { getMonthlyCents, setMonthlyCents } from "./monthly-cents.ts";
import { listBudgets } from "./queries.ts";

const limits = { dailyTokens: 0, dailyCost: 0, monthlyTokens: 0, monthlyCost: 0 };

describe("the caps of an agent", () => {
  test("are four numbers, of which 0 means no limit", async () => {
    const ctx = await testOrganization();
    await recordEvents({ ctx, events: [event(0.1)] });
    const input = { dailyTokens: 1000, dailyCost: 1.5, monthlyTokens: 0, monthlyCost: 20 };
    expect(await setAgentLimits({ ctx, agentId: "a1", input })).toEqual(input);
    expect((await listBudgets(ctx)).map(({ id }) => id)).toHaveLength(3);
    expect(await setAgentLimits({ ctx, agentId: "a1", input: { ...input, dailyTokens: 0 } })).toEqual({
      ...input,
      dailyTokens: 0,
    });
    expect(await getAgentLimits(ctx, "a1")).toEqual({ ...input, dailyTokens: 0 });
  });

  test.each([
    [{ dailyTokens: -1 }],
    [{ dailyCost: Number.NaN }],
    [{ monthlyCost: "5" }],
    [{ monthlyTokens: 0.5 }],
    [{ monthlyTokens: undefined }],
  ])("%j is refused and the caps stay", async (wrong) => {
    const ctx = await testOrganization();
    await recordEvents({ ctx, events: [event(0.1)] });
    await setAgentLimits({ ctx, agentId: "a1", input: { ...limits, dailyCost: 3 } });
    const input = { ...limits, dailyCost: 4, ...wrong } as never;
    await expect(setAgentLimits({ ctx, agentId: "a1", input })).rejects.toMatchObject({ code: "validation_failed" });
    expect(await getAgentLimits(ctx, "a1")).toEqual({ ...limits, dailyCost: 3 });
  });
});

test("the monthly cents of an agent and its cap monthlyCost are one limit, whichever way in; 0 and null remove it", async () => {
  const ctx = await testOrganization();
  await recordEvents({ ctx, events: [event(0.1)] });
  const of = { kind: "agent", agentId: "a1" } as const;
  const cents = () => getMonthlyCents(ctx, of);
  const put = (monthlyCost: number) =>
    setAgentLimits({ ctx, agentId: "a1", input: { ...limits, dailyCost: 2, monthlyCost } });
  const patch = (budgetMonthlyCents: number | null) => setMonthlyCents({ ctx, of, input: { budgetMonthlyCents } });
  await patch(5000);
  expect(await getAgentLimits(ctx, "a1")).toEqual({ ...limits, monthlyCost: 50 });
  await put(20.5);
  expect(await cents()).toBe(2050);
  // What follows at the limit stays as it was first set.
  expect(await listBudgets(ctx)).toMatchObject([
    { id: "agent-dailyCost:a1", onExceeded: ["notify", "webhook", "pause"] },
    { id: "agent-monthlyCost:a1", limit: 20.5, onExceeded: ["notify", "webhook", "block", "pause"] },
  ]);
  await put(0);
  expect(await cents()).toBeNull();
  await put(3);
  await patch(0);
  expect(await getAgentLimits(ctx, "a1")).toEqual({ ...limits, dailyCost: 2 });
  await patch(100);
  await patch(null);
  expect(await getAgentLimits(ctx, "a1")).toEqual({ ...limits, dailyCost: 2 });
});

test("monthly cents pause the agent until the next month begins", async () => {
  const ctx = await testOrganization();
  await recordEvents({ ctx, events: [event(0.1)] });
  await setMonthlyCents({ ctx, of: { kind: "agent", agentId: "a1" }, input: { budgetMonthlyCents: 50 } });
  expect(await getMonthlyCents(ctx, { kind: "agent", agentId: "a1" })).toBe(50);
  await recordEvents({ ctx, events: [event(0.4)] });
  const agent = await prisma().agent.findUniqueOrThrow({ where: { orgId_id: { orgId: ctx.orgId, id: "a1" } } });
  const now = new Date();
  expect(agent.pausedUntil).toEqual(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1)));
  expect(await counter(ctx, "agent", "a1")).toMatchObject({ spent: dollar / 2n });
});
