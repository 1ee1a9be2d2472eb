import { expect, test } from "vitest";
import { alertPlace } from "./alert-place.ts";

const now = new Date("2026-11-22T12:00:00Z");
const alert = {
  level: "warning",
  scope: "agent_type",
  scopeId: "research",
  seenIn: { id: "my web", name: "Web" },
  window: "month",
  windowStart: "2026-11-01T00:00:00.000Z",
} as const;
const page = "/dashboard/products/my%20web/ai-cost";

test("leads to the page and the time that the alert is about", () => {
  expect(alertPlace(alert, now)).toEqual({ href: page, label: "View AI Cost, November 2026" });
  expect(alertPlace({ ...alert, windowStart: "2026-09-01T00:00:00.000Z" }, now).href).toBe(`${page}?month=2026-09`);
  const today = { ...alert, window: "day", windowStart: "2026-11-22T00:00:00.000Z" } as const;
  expect(alertPlace(today, now)).toEqual({ href: `${page}?range=7d`, label: "View AI Cost, Nov 22" });
  expect(alertPlace({ ...today, windowStart: "2026-11-02T00:00:00.000Z" }, now).href).toBe(page);
  expect(alertPlace({ ...today, windowStart: "2026-10-31T00:00:00.000Z" }, now).href).toBe(`${page}?month=2026-10`);
  const agent = { ...alert, scope: "agent", scopeId: "my scout" } as const;
  expect(alertPlace(agent, now)).toEqual({ href: "/dashboard/agents/my%20scout?tab=budget", label: "View Agent" });
  expect(alertPlace({ ...agent, windowStart: "2026-10-01T00:00:00.000Z" }, now).href).toBe(`${page}?month=2026-10`);
  const anomaly = { ...agent, level: "anomaly", window: "day", windowStart: "2026-11-21T00:00:00.000Z" } as const;
  expect(alertPlace(anomaly, now)).toEqual({ href: "/dashboard/agents/my%20scout", label: "View Agent" });
  const run = { ...alert, scope: "pipeline_run", scopeId: "run/1", window: "run" } as const;
  expect(alertPlace(run, now).href).toBe("/dashboard/products/my%20web/runs/run%2F1");
  expect(alertPlace({ ...alert, scope: "organization", seenIn: null }, now).href).toBe("/dashboard");
});
