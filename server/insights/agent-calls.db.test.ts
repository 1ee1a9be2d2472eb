import { beforeEach, describe, expect, test } from "vitest";
import { insightScene } from "#scripts/test-insights.ts";

let scene: Awaited<ReturnType<typeof insightScene>>;
beforeEach(async () => {
  scene = await insightScene();
});

describe("caching", () => {
  /** Sessions of four calls a minute apart, whose input grows; the third pauses for ten minutes. */
  const sessions = Array.from({ length: 12 }, (_, s) =>
    [0, 1, 2, 13].map((minute, n) => ({
      sessionId: `s${s}`,
      occurredAt: minute,
      inputTokens: 20_000 + n * 1_500 + s * 7,
      outputTokens: 300 + n,
    })),
  );
  const calls = () =>
    sessions.flat().map((each, n) => scene.call({ ...each, occurredAt: scene.ago(1 + (n % 5), each.occurredAt) }));
  const ofSessions = () =>
    sessions.map((session, s) =>
      session.map((each) => scene.call({ ...each, occurredAt: scene.ago(1 + (s % 5), each.occurredAt) })),
    );

  test("input that repeats along a session and is not cached: what caching would have saved, writes deducted", async () => {
    const groups = ofSessions();
    const [insight] = await scene.found("caching", ...groups.flat());
    // Call by call: what stood in the call before it within five minutes is read, the rest is written.
    let cached = 0n;
    for (const session of groups) {
      for (const [n, each] of session.entries()) {
        const before = n === 1 || n === 2 ? (session[n - 1]?.inputTokens ?? 0) : 0;
        cached += await scene.listCost([
          { ...each, cachedInputTokens: before, cacheWriteTokens: each.inputTokens - before },
        ]);
      }
    }
    const asItWas = await scene.listCost(groups.flat());
    expect(insight).toMatchObject({
      spentNanos: asItWas.toString(),
      amountNanos: (asItWas - cached).toString(),
      evidence: {
        problem: "uncached",
        model: "claude-sonnet-5",
        calls: 48,
        repeatedTokens: groups
          .reduce((sum, [a, b]) => sum + (a?.inputTokens ?? 0) + (b?.inputTokens ?? 0), 0)
          .toString(),
        asItWasNanos: asItWas.toString(),
        cachedNanos: cached.toString(),
        partial: false,
      },
    });
  });

  test("none where it is cached already, where nothing repeats, and where what was paid is not the list price", async () => {
    const cached = ofSessions().map((session) =>
      session.map((each, n) => ({
        ...each,
        agentId: "cached",
        cachedInputTokens: n === 0 ? 0 : (session[n - 1]?.inputTokens ?? 0),
        cacheWriteTokens: n === 0 ? each.inputTokens : each.inputTokens - (session[n - 1]?.inputTokens ?? 0),
      })),
    );
    const apart = calls().map((each, n) => ({ ...each, agentId: "apart", sessionId: `own-${n}` }));
    const reported = calls().map((each) => ({ ...each, agentId: "flat-rate", cost: 0.5 }));
    expect(await scene.found("caching", ...cached.flat(), ...apart, ...reported)).toEqual([]);
  });

  test("writes that nobody reads: what they cost above the same input uncached", async () => {
    const written = Array.from({ length: 20 }, (_, n) =>
      scene.call({
        occurredAt: scene.ago(2, n * 30),
        inputTokens: 30_000,
        cacheWriteTokens: 29_000 + n,
        sessionId: `w${n}`,
      }),
    );
    const plain = written.map(({ cacheWriteTokens: _, ...each }) => each);
    const [insight] = await scene.found("caching", ...written);
    expect(insight).toMatchObject({
      amountNanos: ((await scene.listCost(written)) - (await scene.listCost(plain))).toString(),
      evidence: { problem: "unread_writes", uncachedNanos: (await scene.listCost(plain)).toString() },
    });
  });
});

describe("another model", () => {
  const opus = { provider: "anthropic", model: "claude-opus-5-5" };
  const spender = () =>
    Array.from({ length: 30 }, (_, n) =>
      scene.call({
        ...opus,
        occurredAt: scene.ago(n % 29),
        inputTokens: 40_000 + n,
        cachedInputTokens: 9_000,
        outputTokens: 900,
      }),
    );

  test("what the calls of a big spender would have cost on cheaper ones, each call priced anew", async () => {
    const calls = spender();
    const [insight, ...others] = await scene.found(
      "cheaper_model",
      ...calls,
      scene.call({ occurredAt: scene.ago(1), inputTokens: 2_000 }),
    );
    expect(others).toEqual([]);
    const costs = await Promise.all(
      ["claude-sonnet-5", "claude-haiku-4-5"].map((model) => scene.listCost(calls.map((each) => ({ ...each, model })))),
    );
    expect(insight).toMatchObject({
      spentNanos: (await scene.listCost(calls)).toString(),
      amountNanos: ((await scene.listCost(calls)) - (costs[0] ?? 0n)).toString(),
      evidence: { ...opus, calls: 30, cachedTokens: "270000" },
    });
    const alternatives = insight?.evidence.alternatives ?? [];
    expect(alternatives[0]).toEqual({
      provider: "anthropic",
      providerLabel: "Anthropic",
      model: "claude-sonnet-5",
      costNanos: costs[0]?.toString(),
      sameProvider: true,
      usedHere: true,
    });
    expect(alternatives.map(({ model }) => model)).toContain("claude-haiku-4-5");
    for (const { provider, model, costNanos } of alternatives) {
      if (provider === "deepseek") continue; // Its price changes with the hour: the dearest of the day.
      expect(costNanos).toBe((await scene.listCost(calls, { provider, model })).toString());
    }
  });

  test("a model whose context window is too small is none; nor is anything for a cost without tokens or a unit error", async () => {
    const long = scene.call({ ...opus, occurredAt: scene.ago(1), inputTokens: 700_000 });
    const noTokensAtAll = scene.call({
      agentId: "flat",
      occurredAt: scene.ago(1),
      inputTokens: 0,
      outputTokens: 0,
      cost: 50,
    });
    const mistaken = scene.call({ agentId: "odd", occurredAt: scene.ago(1), cost: 9_990 });
    const insights = await scene.found("cheaper_model", ...spender(), long, noTokensAtAll);
    const models = insights.flatMap(({ evidence }) => evidence.alternatives);
    expect(models.map(({ model }) => model)).not.toContain("claude-haiku-4-5");
    expect(insights.map(({ agentId }) => agentId)).toEqual(["coder"]);
    expect((await scene.found("cheaper_model", mistaken)).map(({ agentId }) => agentId)).not.toContain("odd");
  });

  test("calls with a cost of their agent's own are not held against lists; those of a model without a list price are", async () => {
    const calls = spender();
    const ownCost = calls.map((each, n) => ({ ...each, id: `${each.id}-own`, occurredAt: scene.ago(n % 29), cost: 4 }));
    const [insight] = await scene.found("cheaper_model", ...calls, ...ownCost);
    expect(insight).toMatchObject({ spentNanos: (await scene.listCost(calls)).toString(), evidence: { calls: 30 } });

    const house = ownCost.map((each) => ({
      ...each,
      id: `${each.id}-house`,
      agentId: "in-house",
      model: "house-70b",
      provider: "house",
    }));
    const found = await scene.found("cheaper_model", ...house);
    expect(found.find(({ agentId }) => agentId === "in-house")).toMatchObject({ spentNanos: "120000000000" });
  });

  test("above a context mark every call is priced at its tier", async () => {
    const gpt = { provider: "openai", model: "gpt-6-astra" };
    const calls = [150_000, 250_000, 350_000, 400_000].map((inputTokens, n) =>
      scene.call({ ...gpt, occurredAt: scene.ago(n), inputTokens, outputTokens: 2_000 }),
    );
    const [insight] = await scene.found("cheaper_model", ...calls);
    const other = { provider: "openai", model: "gpt-6-sol" };
    expect(insight?.evidence.alternatives[0]).toMatchObject({
      ...other,
      costNanos: (await scene.listCost(calls, other)).toString(),
    });
  });
});
