import { beforeAll, expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import type { Ctx } from "#server/context.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { dailySpend } from "./daily-spend.ts";
import { monthlyTrend } from "./monthly-trend.ts";
import { spendMonths } from "./spend-months.ts";

const now = new Date("2026-11-22T12:00:00Z");
let ctx: Ctx;

beforeAll(async () => {
  ctx = await testOrganization({ projects: ["web", "empty"], now });
  const call = (id: string, occurredAt: string, cost?: number) => ({
    id,
    occurredAt,
    projectId: "web",
    agentId: "a",
    provider: "me",
    model: "my-model",
    inputTokens: 10,
    outputTokens: 1,
    cost,
  });
  const events = [
    call("1", "2024-01-31T23:59:59.999Z", 4),
    call("2", "2024-02-29T12:00:00Z", 9),
    call("3", "2026-10-31T12:00:00Z"),
    call("4", "2026-11-22T08:00:00Z", 1),
  ];
  expect((await recordEvents({ ctx, events })).rejected).toEqual([]);
});

test("the trend ends with the chosen month", async () => {
  const trend = await monthlyTrend({ ctx, projectId: "web", month: "2024-02" });
  expect(trend.map((row) => [row.month, row.cost])).toEqual([
    ["2023-09", 0],
    ["2023-10", 0],
    ["2023-11", 0],
    ["2023-12", 0],
    ["2024-01", 4],
    ["2024-02", 9],
  ]);
  expect((await monthlyTrend({ ctx, projectId: "web" })).at(-1)?.month).toBe("2026-11");
});

test("days end with the chosen month, and are compared with as many before them", async () => {
  const days = await dailySpend({ ctx, projectId: "web", range: "14d", month: "2024-02" });
  expect(days).toMatchObject({
    from: "2024-02-16",
    to: "2024-02-29",
    previous: { from: "2024-02-02", to: "2024-02-15" },
  });
  expect(days.days).toHaveLength(14);
  expect(days.days.at(-1)).toMatchObject({ date: "2024-02-29", cost: 9 });
});

test("days of the running month end with today", async () => {
  for (const month of ["2026-11", undefined]) {
    expect(await dailySpend({ ctx, projectId: "web", range: "7d", month })).toMatchObject({ to: "2026-11-22" });
  }
});

test.each(["2026-12", "2014-12", "0000-01", "x"])("month %s is refused", async (month) => {
  const input = { ctx, projectId: "web", month };
  await expect(dailySpend({ ...input, range: "7d" })).rejects.toMatchObject({ code: "validation_failed" });
  await expect(monthlyTrend(input)).rejects.toMatchObject({ code: "validation_failed" });
});

test("the months with calls, unpriced ones included, oldest first", async () => {
  expect(await spendMonths({ ctx, projectId: "web" })).toEqual(["2024-01", "2024-02", "2026-10", "2026-11"]);
  expect(await spendMonths({ ctx, projectId: "empty" })).toEqual([]);
  await expect(spendMonths({ ctx, projectId: "other" })).rejects.toMatchObject({ code: "not_found" });
});
