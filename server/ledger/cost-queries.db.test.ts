import { expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { addDays } from "#server/time/window.ts";
import { comparedParts, comparedProjects } from "./cost-queries.ts";

test("the first days of two months, however many, cost what their calls cost", async () => {
  const ctx = await testOrganization({ projects: ["web", "api", "idle"] });
  const calls = Array.from({ length: 61 * 3 }, (_, i) => ({
    id: `c${i}`,
    day: addDays("2026-09-01", Math.floor(i / 3)), // September and October
    projectId: i % 2 ? "web" : "api",
    provider: i % 5 ? "openai" : "anthropic",
    cost: 1 + i,
  }));
  const events = calls.map(({ day, ...call }) => ({
    ...call,
    agentId: "a",
    model: "m",
    inputTokens: 1,
    outputTokens: 1,
    occurredAt: `${day}T12:00:00Z`,
  }));
  await recordEvents({ ctx: { ...ctx, now: new Date("2026-11-02T00:00:00Z") }, events });
  const sum = (first: string, last: string, own: Partial<(typeof calls)[number]>) =>
    calls
      .filter((call) => call.day >= first && call.day <= last)
      .filter((call) => Object.entries(own).every(([key, value]) => call[key as keyof typeof call] === value))
      .reduce((nanos, { cost }) => nanos + BigInt(cost) * 1_000_000_000n, 0n);

  for (const days of [1, 2, 15, 16, 17, 29, 30, 31]) {
    const current = { first: "2026-10-01", last: addDays("2026-10-01", days - 1) };
    const previous = { first: "2026-09-01", last: addDays("2026-09-01", Math.min(days, 30) - 1) };
    const costOf = (own: Partial<(typeof calls)[number]>) => ({
      current: sum(current.first, current.last, own),
      previous: sum(previous.first, previous.last, own),
    });
    expect(Object.fromEntries(await comparedProjects(ctx, { current, previous }))).toEqual({
      web: costOf({ projectId: "web" }),
      api: costOf({ projectId: "api" }),
      idle: { current: 0n, previous: 0n },
    });
    expect(Object.fromEntries(await comparedParts(ctx, "web", "provider", { current, previous }))).toEqual({
      openai: costOf({ projectId: "web", provider: "openai" }),
      anthropic: costOf({ projectId: "web", provider: "anthropic" }),
    });
  }
});
