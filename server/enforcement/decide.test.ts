import fc from "fast-check";
import { expect, test } from "vitest";
import { type Budget, type ExceededAction, isCap } from "#server/budgets/budget.ts";
import { matchScope } from "#server/budgets/match-scope.ts";
import { Counters, windowsBetween } from "./counters.ts";
import { type Ask, decide } from "./decide.ts";

const orgId = "org";
const start = Date.UTC(2026, 0, 30, 22);
const dayMs = 86_400_000;

const actions = fc.constantFrom<ExceededAction[]>(
  ["notify"],
  ["block"],
  ["pause"],
  ["approval"],
  ["block", "approval"],
);
const scopeIds = {
  organization: [""],
  project: ["", "web"],
  agent: ["", "a1"],
  agent_type: ["", "review"],
  pipeline_run: [""],
};
const budget: fc.Arbitrary<Budget> = fc
  .record({
    id: fc.uuid(),
    scope: fc.constantFrom(
      "organization" as const,
      "project" as const,
      "agent" as const,
      "agent_type" as const,
      "pipeline_run" as const,
    ),
    place: fc.nat(1),
    monthly: fc.boolean(),
    unit: fc.constantFrom("cost" as const, "tokens" as const),
    limit: fc.bigInt(1n, 1_000n),
    onExceeded: actions,
    trigger: fc.constantFrom("", "nightly"),
    allowUnpriced: fc.boolean(),
  })
  .map(({ place, monthly, ...b }) => ({
    ...b,
    scopeId: scopeIds[b.scope][place] ?? "",
    projectId: b.scope === "project" || b.scope === "agent_type" ? "web" : "",
    window: b.scope === "pipeline_run" ? "run" : monthly ? "month" : "day",
    thresholds: [80, 95, 100],
    trigger: b.scope === "pipeline_run" ? b.trigger : "",
  }));

const ask: fc.Arbitrary<Ask> = fc
  .record({
    projectId: fc.constantFrom("web", "api"),
    agentId: fc.constantFrom("a1", "a2"),
    agentType: fc.constantFrom("review", "other"),
    // A run has one trigger: its ceiling holds from when the run is known with it (docs/caps.md).
    run: fc.constantFrom(
      { runId: null, trigger: null },
      { runId: "r1", trigger: null },
      { runId: "r2", trigger: "nightly" },
    ),
    amountNanos: fc.option(fc.bigInt(0n, 600n), { freq: 9 }),
    tokens: fc.option(fc.bigInt(0n, 600n), { freq: 9 }),
    at: fc.nat(2 * dayMs),
    lives: fc.integer({ min: 1_000, max: dayMs }),
  })
  .map(({ at, lives, run, ...rest }) => ({
    ...rest,
    ...run,
    from: new Date(start + at),
    to: new Date(start + at + lives),
  }));

/** Every cap that speaks of the call, in each window it may be spent in: worked out anew, and not as `decide` does. */
function caps(budgets: readonly Budget[], call: Ask, counters: Counters) {
  return budgets.filter(isCap).flatMap((b) => {
    const scope = matchScope(b, orgId, call);
    if (!scope) return [];
    return windowsBetween(b.window, call.from, call.to).map((window) => {
      const { spentNanos, spentTokens, reservedNanos, reservedTokens } = counters.at(scope, window);
      const [used, asked] =
        b.unit === "cost"
          ? [spentNanos + reservedNanos, call.amountNanos]
          : [spentTokens + reservedTokens, call.tokens];
      return { budget: b, used, asked };
    });
  });
}

test("whatever is asked in whatever order, no cap is passed by what was admitted, and none refuses that has room", () => {
  const property = fc.property(
    fc.array(budget, { maxLength: 8 }),
    fc.array(ask, { maxLength: 40 }),
    (budgets, asks) => {
      const counters = new Counters();
      for (const call of asks) {
        const before = caps(budgets, call, counters);
        const decision = decide({ orgId, ask: call, pause: null, budgets, counters, extraOf: () => 0n });
        const without = before.filter(({ budget: b, used, asked }) =>
          asked === null ? !b.allowUnpriced || used >= b.limit : asked > 0n && used + asked > b.limit,
        );
        if (decision.kind === "allow") {
          expect(without).toEqual([]);
          counters.hold(orgId, call, { ...call, amountNanos: call.amountNanos ?? 0n, tokens: call.tokens ?? 0n });
          for (const { budget: b, used } of caps(budgets, call, counters)) expect(used <= b.limit).toBe(true);
        } else if (decision.kind === "paused") {
          throw new Error("nobody is paused");
        } else {
          expect(decision.refusals.map(({ budget: b }) => b.id)).toEqual(without.map(({ budget: b }) => b.id));
          const askable = without.every(({ budget: b, asked }) => b.onExceeded.includes("approval") && asked !== null);
          expect(decision.kind).toBe(askable ? "approval" : "refuse");
        }
      }
    },
  );
  fc.assert(property, { numRuns: 300 });
});

test("a hold stands in every UTC day and month that it touches, and in no other", () => {
  const property = fc.property(fc.nat(400 * dayMs), fc.integer({ min: 1, max: dayMs }), (at, lives) => {
    const [from, to] = [new Date(start + at), new Date(start + at + lives)];
    const days = new Set<string>();
    for (let time = from.getTime(); time < to.getTime(); time += 600_000)
      days.add(new Date(time).toISOString().slice(0, 10));
    days.add(to.toISOString().slice(0, 10));
    const starts = (window: "day" | "month") => windowsBetween(window, from, to).map(({ windowStart }) => windowStart);
    expect(starts("day")).toEqual([...days]);
    expect(starts("month")).toEqual([...new Set([...days].map((day) => `${day.slice(0, 7)}-01`))]);
  });
  fc.assert(property);
});

test("what approvals added counts for its window alone", () => {
  const monthly: Budget = {
    id: "b",
    scope: "organization",
    projectId: "",
    scopeId: "",
    window: "month",
    unit: "cost",
    limit: 100n,
    thresholds: [80, 95, 100],
    onExceeded: ["block"],
    trigger: "",
    allowUnpriced: false,
  };
  const call = {
    projectId: "web",
    agentId: "a1",
    agentType: "other",
    runId: null,
    trigger: null,
    amountNanos: 150n,
    tokens: null,
  };
  const at = (from: string, to: string) =>
    decide({
      orgId,
      ask: { ...call, from: new Date(from), to: new Date(to) },
      pause: null,
      budgets: [monthly],
      counters: new Counters(),
      extraOf: (_, __, windowStart) => (windowStart === "2026-01-01" ? 50n : 0n),
    });
  expect(at("2026-01-31T23:00:00Z", "2026-01-31T23:15:00Z").kind).toBe("allow");
  expect(at("2026-01-31T23:50:00Z", "2026-02-01T00:05:00Z")).toMatchObject({
    kind: "refuse",
    refusals: [{ limit: 100n, window: { windowStart: "2026-02-01" }, frees: new Date("2026-03-01T00:00:00Z") }],
  });
});
