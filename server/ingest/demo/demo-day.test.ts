import fc from "fast-check";
import { expect, test } from "vitest";
import { loadCatalogue } from "#server/pricing/catalogue.ts";
import { createPriceBook } from "#server/pricing/price-book.ts";
import { addDays, dayMs } from "#server/time/window.ts";
import { event } from "../event.ts";
import { normalise } from "../normalise.ts";
import { agentTypes } from "./demo-company.ts";
import { demoDay } from "./demo-day.ts";

const madeOn = "2026-11-22";
const lastDays = Array.from({ length: 21 }, (_, i) => addDays(madeOn, -i));

test("a day is the same however often and whenever it is made", () => {
  const days = fc.integer({ min: -183, max: 60 }).map((offset) => addDays(madeOn, offset));
  fc.assert(
    fc.property(days, (day) => {
      expect(demoDay(day, madeOn)).toEqual(demoDay(day, madeOn));
    }),
    { numRuns: 20 },
  );
});

test("every event passes as a request would, under an id of its own", () => {
  const events = lastDays.flatMap((day) => demoDay(day, madeOn).events);
  for (const one of events) expect(event.safeParse(one).error).toBeUndefined();
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
});

test("on the last days something happens every few minutes", () => {
  const times = [addDays(madeOn, 1), ...lastDays.slice(0, 3)].flatMap((day) =>
    demoDay(day, madeOn).events.map((one) => Date.parse(one.occurredAt ?? "")),
  );
  times.sort((a, b) => a - b);
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
  expect(Math.max(...gaps)).toBeLessThan(12 * 60_000);
});

test("a job's calls are its agent's, in one run or none, and a failed job ends with an error", () => {
  const jobs = Map.groupBy(demoDay(lastDays[2] ?? "", madeOn).events, (one) => one.jobId);
  for (const calls of jobs.values()) {
    expect(new Set(calls.map((call) => `${call.agentId} ${call.runId} ${call.attempt}`)).size).toBe(1);
    expect(calls.slice(0, -1).every((call) => call.status === "ok")).toBe(true);
  }
});

test("no call is unpriced but those of the own model", async () => {
  const prices = createPriceBook({ catalogue: await loadCatalogue() });
  const unpriced = new Set<string>();
  for (const day of [0, 45, 90, 135, 180, 205].map((before) => addDays(madeOn, -before))) {
    for (const one of demoDay(day, madeOn).events) {
      if (normalise(one, prices, new Date()).costNanos === null) unpriced.add(one.model);
    }
  }
  expect([...unpriced]).toEqual(["qwen3-coder-30b-storefront"]);
});

test("months of it have everything the pages show", () => {
  const days = Array.from({ length: 206 }, (_, i) => demoDay(addDays(madeOn, -i), madeOn));
  const events = days.flatMap((day) => day.events);
  expect(events.length).toBeGreaterThan(40_000);
  expect(events.length).toBeLessThan(75_000);
  expect(new Set(events.map((one) => one.agentType))).toEqual(new Set(Object.keys(agentTypes)));
  expect(new Set(events.map((one) => one.agentId)).size).toBeGreaterThanOrEqual(25);
  expect(new Set(events.map((one) => one.provider)).size).toBeGreaterThanOrEqual(5);
  expect(new Set(events.map((one) => one.projectId)).size).toBe(6);
  const runs = days.flatMap((day) => day.runs);
  expect(new Set(runs.map((run) => run.trigger)).size).toBe(5);
  expect(new Set(runs.map((run) => run.status))).toEqual(new Set(["succeeded", "failed", "canceled"]));
  expect(events.some((one) => one.attempt === 3)).toBe(true);
  expect(events.some((one) => one.cost !== undefined)).toBe(true);
});

test("a run's events lie within its times", () => {
  for (const day of lastDays.slice(0, 5)) {
    const { events, runs } = demoDay(day, madeOn);
    for (const run of runs) {
      const times = events.filter((one) => one.runId === run.id).map((one) => Date.parse(one.occurredAt ?? ""));
      expect(Math.min(...times)).toBeGreaterThanOrEqual(run.startedAt.getTime());
      expect(Math.max(...times)).toBeLessThanOrEqual(run.finishedAt.getTime());
      expect(run.finishedAt.getTime() - run.startedAt.getTime()).toBeLessThan(dayMs);
    }
  }
});
