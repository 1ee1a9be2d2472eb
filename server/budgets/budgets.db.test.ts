import { describe, expect, test } from "vitest";
import { call, dollar, event } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { prisma } from "#server/db.ts";
import { reserve } from "#server/enforcement/reserve.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { getAgentLimits, setAgentLimits } from "./agent-limits.ts";
import { getMonthlyCents } from "./monthly-cents.ts";
import { getBudget, listBudgets } from "./queries.ts";
import { removeBudget, setBudget } from "./set-budget.ts";
import { setLimit } from "./set-limit.ts";

const organization = { scope: "organization", window: "month", unit: "cost" } as const;
const limits = { dailyTokens: 0, dailyCost: 0, monthlyTokens: 0, monthlyCost: 0 };
const status = async (orgId: string, id = "a1") =>
  (await prisma().agent.findUniqueOrThrow({ where: { orgId_id: { orgId, id } } })).status;

describe("a budget", () => {
  test("set in the middle of its window counts what was spent and is held already", async () => {
    const ctx = await testOrganization();
    await recordEvents({ ctx, events: [event(0.3)] });
    await reserve({ ctx, input: { ...call, amount: 0.2 } });
    const budget = await setBudget({ ctx, input: { id: "all", ...organization, limit: 1, onExceeded: ["block"] } });
    expect(budget).toMatchObject({
      spent: 0.3,
      reserved: 0.2,
      remaining: 0.5,
      pct: 30,
      status: "on_track",
      version: 1,
    });
    expect(await reserve({ ctx, input: { ...call, amount: 0.51 } })).toMatchObject({ code: "budget_exceeded" });
    expect(await reserve({ ctx, input: { ...call, amount: 0.5 } })).toMatchObject({ decision: "allow" });
  });

  test("lowered under what is spent it acts at once, and raised it frees at once", async () => {
    const ctx = await testOrganization();
    await recordEvents({ ctx, events: [event(0.5)] });
    await setAgentLimits({ ctx, agentId: "a1", input: { ...limits, dailyCost: 1 } });
    expect(await status(ctx.orgId)).toBe("active");
    await setAgentLimits({ ctx, agentId: "a1", input: { ...limits, dailyCost: 0.4 } });
    expect(await status(ctx.orgId)).toBe("paused");
    expect(await reserve({ ctx, input: { ...call, amount: 0.1 } })).toMatchObject({ code: "agent_paused" });
    await setAgentLimits({ ctx, agentId: "a1", input: { ...limits, dailyCost: 0.8 } });
    expect(await status(ctx.orgId)).toBe("active");
    expect(await reserve({ ctx, input: { ...call, amount: 0.1 } })).toMatchObject({ decision: "allow" });
  });

  test("alerts anew when its limit was changed, and only for what the new one crosses", async () => {
    const ctx = await testOrganization();
    await setBudget({ ctx, input: { id: "all", ...organization, limit: 1, onExceeded: ["notify"] } });
    await recordEvents({ ctx, events: [event(0.9)] });
    await setBudget({ ctx, input: { id: "all", ...organization, limit: 2, onExceeded: ["notify"] } });
    await recordEvents({ ctx, events: [event(0.8)] });
    const alerts = await prisma().budgetAlert.findMany({ where: { orgId: ctx.orgId }, orderBy: { limit: "asc" } });
    expect(alerts.map(({ level, limit }) => [level, limit])).toEqual([
      ["warning", dollar],
      ["warning", 2n * dollar],
    ]);
  });

  test("that is exceeded already is told of once, however often its limit is edited; crossed again after a raise, anew", async () => {
    const ctx = await testOrganization();
    const limit = (value: number, more: object = {}) =>
      setBudget({ ctx, input: { id: "all", ...organization, limit: value, onExceeded: ["notify"], ...more } });
    const levels = async () =>
      (await prisma().budgetAlert.findMany({ where: { orgId: ctx.orgId }, orderBy: { createdAt: "asc" } })).map(
        ({ level, limit }) => [level, limit / (dollar / 10n)],
      );
    await limit(1);
    await recordEvents({ ctx, events: [event(5)] });
    for (const value of [2, 3, 4.5, 1.5, 0.5]) await limit(value);
    await limit(0.5, { enabled: false });
    await limit(0.5, { thresholds: [60] });
    expect(await levels()).toEqual([["exceeded", 10n]]);
    // 83 % of 6: what is left of the levels when the limit was raised is no news either, but reaching them again is.
    await limit(6);
    await recordEvents({ ctx, events: [event(0.5)] });
    expect(await levels()).toEqual([["exceeded", 10n]]);
    await recordEvents({ ctx, events: [event(0.3)] });
    await recordEvents({ ctx, events: [event(0.3)] });
    await recordEvents({ ctx, events: [event(0.3)] });
    expect(await levels()).toEqual([
      ["exceeded", 10n],
      ["critical", 60n],
      ["exceeded", 60n],
    ]);
    // A limit that is set under what was spent is reached by that.
    await limit(100);
    await limit(7);
    expect((await levels()).at(-1)).toEqual(["warning", 70n]);
  });

  test("alerts at each of its own thresholds, those above the limit too", async () => {
    const ctx = await testOrganization();
    const thresholds = [150, 50, 80, 95, 80];
    const budget = { id: "all", ...organization, limit: 1, onExceeded: ["notify"], thresholds } as const;
    expect(await setBudget({ ctx, input: { ...budget, onExceeded: ["notify"], thresholds } })).toMatchObject({
      thresholds: [50, 80, 95, 100, 150],
    });
    for (const cost of [0.5, 0.3, 0.15, 0.05, 0.1, 0.4, 5]) await recordEvents({ ctx, events: [event(cost)] });
    const alerts = await prisma().budgetAlert.findMany({ where: { orgId: ctx.orgId }, orderBy: { value: "asc" } });
    expect(alerts.map(({ threshold, level, value }) => [threshold, level, value / (dollar / 100n)])).toEqual([
      [50, "warning", 50n],
      [80, "warning", 80n],
      [95, "critical", 95n],
      [100, "exceeded", 100n],
      [150, "exceeded", 150n],
    ]);
  });

  test("of a run holds for each run, and of one trigger for its runs alone", async () => {
    const ctx = await testOrganization();
    const runs = { scope: "pipeline_run", projectId: "web", window: "run", unit: "cost" } as const;
    await setBudget({ ctx, input: { id: "each-run", ...runs, limit: 0.5 } });
    await prisma().pipelineRun.create({
      data: { orgId: ctx.orgId, id: "nightly-1", projectId: "web", trigger: "nightly", startedAt: ctx.now },
    });
    await setBudget({ ctx, input: { id: "nightly", ...runs, trigger: "nightly", limit: 0.1 } });
    const ask = (runId: string, amount: number) => reserve({ ctx, input: { ...call, runId, amount } });
    expect(await ask("r1", 0.4)).toMatchObject({ decision: "allow" });
    expect(await ask("r1", 0.2)).toMatchObject({ budgets: [{ budgetId: "each-run", scopeId: "r1", frees: null }] });
    expect(await ask("r2", 0.4)).toMatchObject({ decision: "allow" });
    expect(await ask("nightly-1", 0.2)).toMatchObject({ budgets: [{ budgetId: "nightly" }] });
  });

  test("two people who edit one limit: the second is told", async () => {
    const ctx = await testOrganization();
    await setLimit({ ctx, input: { projectId: "web", limitDollars: 5, version: 0 } });
    await setLimit({ ctx, input: { projectId: "web", limitDollars: 6, version: 1 } });
    await expect(setLimit({ ctx, input: { projectId: "web", limitDollars: 7, version: 1 } })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("It is $6 now"),
    });
    const { value } = await prisma().billingSetting.findFirstOrThrow({ where: { orgId: ctx.orgId } });
    expect(value).toBe("6");
  });

  test("a project's limit only tells, until blocking is turned on with it", async () => {
    const ctx = await testOrganization();
    await setLimit({ ctx, input: { projectId: "web", limitDollars: 0.1 } });
    expect(await reserve({ ctx, input: { ...call, amount: 1 } })).toMatchObject({ decision: "allow" });
    await setLimit({ ctx, input: { projectId: "web", limitDollars: 0.1, block: true } });
    expect(await reserve({ ctx, input: { ...call, amount: 1 } })).toMatchObject({ decision: "refused" });
    expect((await getBudget(ctx, "project-monthly:web")).onExceeded).toContain("block");
  });

  test("removed, its agents go on, and the audit log tells who changed what", async () => {
    const ctx = await testOrganization();
    await recordEvents({ ctx, events: [event(2)] });
    await setBudget({ ctx, input: { id: "all", ...organization, limit: "1.5" } });
    expect(await status(ctx.orgId)).toBe("paused");
    await removeBudget({ ctx, id: "all" });
    expect(await status(ctx.orgId)).toBe("active");
    const log = await prisma().auditEntry.findMany({
      where: { orgId: ctx.orgId, target: "budget:all" },
      orderBy: { id: "asc" },
    });
    expect(log.map(({ action, after }) => [action, (after as { limit: string } | null)?.limit])).toEqual([
      ["budget.set", "1.5"],
      ["budget.remove", undefined],
    ]);
    expect(await listBudgets(ctx)).toEqual([]);
  });

  test.each([
    [{ limit: -1 }, "limit"],
    [{ limit: 0 }, "limit"],
    [{ limit: Number.NaN }, "limit"],
    [{ limit: "1.0000000001" }, "limit"],
    [{ limit: 1_000_000_001 }, "limit"],
    [{ limit: "ten" }, "limit"],
    [{ unit: "tokens", limit: 1.5 }, "limit"],
    [{ thresholds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }, "thresholds"],
    [{ thresholds: [0] }, "thresholds[0]"],
    [{ thresholds: [50, 1001] }, "thresholds[1]"],
    [{ thresholds: [79.5] }, "thresholds[0]"],
    [{ scope: "pipeline_run" }, "window"],
    [{ scope: "agent_type", scopeId: "research" }, "projectId"],
    [{ onExceeded: ["explode"] }, "onExceeded[0]"],
    [{ unit: "tokens", limit: "0x10" }, "limit"],
    [{ unit: "tokens", limit: " 5 " }, "limit"],
    [{ unit: "tokens", limit: "1e3" }, "limit"],
    [{ projectId: "web" }, "projectId"],
    [{ scope: "project", projectId: "web" }, "projectId"],
    [{ scope: "agent", projectId: "web" }, "projectId"],
    [{ id: "project-monthly:web" }, "id"],
    [{ id: "project-monthly:web", scope: "project" }, "id"],
    [{ id: "organization-monthly", window: "day" }, "id"],
    [{ id: "organization-monthly", scope: "agent", window: "month" }, "id"],
    [{ id: "agent-dailyCost:a1", scope: "agent" }, "id"],
    [{ id: "agent-monthlyTokens:a1", scope: "agent", scopeId: null }, "id"],
    [{ id: "agent-monthlyCost:a1", window: "day" }, "id"],
  ])("%j is refused, naming %s, and nothing is kept", async (wrong, path) => {
    const ctx = await testOrganization();
    const input = { id: "b", ...organization, limit: 1, ...wrong } as never;
    await expect(setBudget({ ctx, input })).rejects.toMatchObject({ code: "validation_failed", errors: [{ path }] });
    expect(await listBudgets(ctx)).toEqual([]);
  });

  test("under the id that another verb keeps is the same one, where it limits the same", async () => {
    const ctx = await testOrganization();
    await recordEvents({ ctx, events: [event(0.1)] });
    const agent = { scope: "agent", scopeId: "a1", window: "day", unit: "cost", limit: 3 } as const;
    await setBudget({ ctx, input: { id: "agent-dailyCost:a1", ...agent } });
    expect(await getAgentLimits(ctx, "a1")).toMatchObject({ dailyCost: 3 });
    await setBudget({ ctx, input: { id: "organization-monthly", ...organization, limit: 7 } });
    expect(await getMonthlyCents(ctx, { kind: "organization" })).toBe(700);
  });

  test("goes on limiting whom and what it was made for: for something else it takes another id", async () => {
    const ctx = await testOrganization({ projects: ["web", "api"] });
    const web = { id: "b", scope: "project", scopeId: "web", window: "month", unit: "cost", limit: 5 } as const;
    const before = await setBudget({ ctx, input: web });
    // As it was answered, with the project named twice.
    expect(await setBudget({ ctx, input: { ...web, projectId: "web" } })).toEqual(before);
    for (const other of [
      { scopeId: "api" },
      { scopeId: null },
      { scope: "organization", scopeId: null } as const,
      { window: "day" } as const,
      { unit: "tokens" } as const,
    ]) {
      await expect(setBudget({ ctx, input: { ...web, ...other } })).rejects.toMatchObject({
        code: "conflict",
        message: expect.stringContaining("Use another id"),
      });
    }
    expect(await listBudgets(ctx)).toEqual([before]);
  });

  test.each([
    { scope: "project", scopeId: "theirs" },
    { scope: "agent", scopeId: "their-agent" },
    { scope: "organization", scopeId: "other-org" },
    { scope: "agent_type", projectId: "theirs", scopeId: "x" },
    { scope: "pipeline_run", window: "run", scopeId: "their-run" },
  ])("$scope of another organisation is as unknown as one that does not exist", async (wrong) => {
    const ctx = await testOrganization();
    const other = await testOrganization({ projects: ["theirs"] });
    await recordEvents({
      ctx: other,
      events: [event(1, { projectId: "theirs", agentId: "their-agent", runId: "their-run" })],
    });
    const input = { id: "b", ...organization, limit: 1, ...wrong } as never;
    await expect(setBudget({ ctx, input })).rejects.toMatchObject({ code: "not_found" });
  });
});
