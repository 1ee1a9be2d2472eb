import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { importReport } from "#server/ingest/import/import-report.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { reconcile } from "#server/ledger/reconcile.ts";
import { reconciliation } from "./reconciliation.ts";

const now = new Date("2026-11-05T12:00:00Z");
const model = "gpt-4o-mini-2024-07-18";
let ctx: Ctx;

beforeEach(async () => {
  ctx = await testOrganization({ now });
});

const startOf = (day: number) => Date.UTC(2026, 9, day) / 1_000;
const page = (buckets: object[]) => ({ object: "page", data: buckets, has_more: false, next_page: null });
const bucketOf = (day: number, results: object[]) => ({
  ...{ object: "bucket", start_time: startOf(day), end_time: startOf(day + 1), results },
});
const billed = (line: string | null, value: number) => ({
  ...{ object: "organization.costs.result", line_item: line, amount: { value, currency: "usd" } },
});
const used = (name: string | null, input: number, output: number, cached = 0) => ({
  ...{ object: "organization.usage.completions.result", model: name, num_model_requests: 1 },
  ...{ input_tokens: input, output_tokens: output, input_cached_tokens: cached },
});
/** At the list price of gpt-4o-mini: $0.15 a million in, $0.075 cached, $0.60 out. */
const bill = (input: number, output: number, cached = 0, rate = 1) => [
  billed(`${model}, input`, ((input - cached) * 0.15 * rate) / 1e6),
  billed(`${model}, cached input`, (cached * 0.075 * rate) / 1e6),
  billed(`${model}, output`, (output * 0.6 * rate) / 1e6),
];
const send = (report: object, account?: string) => importReport({ ctx, text: JSON.stringify(report), account });
let calls = 0;
async function call(day: number, inputTokens: number, outputTokens: number, more: object = {}) {
  const id = `call-${++calls}`;
  const occurredAt = new Date(Date.UTC(2026, 9, day, 9)).toISOString();
  const base = { id, occurredAt, projectId: "web", agentId: "bot", provider: "openai", model: "gpt-4o-mini" };
  const result = await recordEvents({ ctx, events: [{ ...base, inputTokens, outputTokens, ...more }] });
  expect(result).toMatchObject({ accepted: 1 });
}
const october = (more: object = {}) => reconciliation({ ctx, input: { month: "2026-10", ...more } });
const dollars = (of: Awaited<ReturnType<typeof october>>["rows"][number]) => ({
  ...Object.fromEntries(
    Object.entries(of.parts)
      .filter(([, nanos]) => nanos !== "0")
      .map(([part, nanos]) => [part, Number(nanos) / 1e9]),
  ),
  difference: Number(of.differenceNanos) / 1e9,
});

describe("a bill held against the ledger", () => {
  test("each day says why it differs; days and models sum to the month, as the files and the entries do", async () => {
    await call(1, 3_000_000, 500_000, { cachedInputTokens: 1_000_000 }); // billed alike
    await call(2, 1_000_000, 500_000); // the provider saw two million more
    await call(3, 1_000_000, 500_000); // billed at half the price
    await call(4, 2_000_000, 1_000_000, { model: "secret-model" }); // no price here
    await call(5, 1_000_000, 500_000); // with a search
    await call(6, 1_000_000, 500_000); // the provider knows nothing of it
    await call(7, 1_000_000, 500_000); // no usage of the day
    await call(8, 1_000_000, 500_000); // no costs of the day
    await call(1, 1_000_000, 500_000, { provider: "azure" }); // another's bill
    const days = [
      bucketOf(1, bill(3_000_000, 500_000, 1_000_000)),
      bucketOf(2, bill(3_000_000, 500_000)),
      bucketOf(3, bill(1_000_000, 500_000, 0, 0.5)),
      bucketOf(4, [billed("secret-model, input", 2), billed("secret-model, output", 4)]),
      bucketOf(5, [...bill(1_000_000, 500_000), billed("web search tool calls", 0.5)]),
      bucketOf(6, []),
      bucketOf(7, bill(2_000_000, 500_000)),
    ];
    const usage = [
      bucketOf(1, [used(model, 3_000_000, 500_000, 1_000_000)]),
      bucketOf(2, [used(model, 3_000_000, 500_000)]),
      bucketOf(3, [used(model, 1_000_000, 500_000)]),
      bucketOf(4, [used("secret-model", 2_000_000, 1_000_000)]),
      bucketOf(5, [used(model, 1_000_000, 500_000)]),
      bucketOf(6, []),
    ];
    expect(await send(page(days))).toMatchObject({ recorded: 18, refused: [], from: "2026-10-01", to: "2026-10-07" });
    expect(await send(page(usage))).toMatchObject({ recorded: 5, refused: [] });

    const report = await october();
    expect(report.rows.map((row) => [row.day, dollars(row)])).toEqual([
      ["2026-10-01", { difference: 0 }],
      ["2026-10-02", { difference: 0.3, missing: 0.3 }],
      ["2026-10-03", { difference: -0.225, price: -0.225 }],
      ["2026-10-04", { difference: 6, unpriced: 6 }],
      ["2026-10-05", { difference: 0.5, other: 0.5 }],
      ["2026-10-06", { difference: -0.45, onlyInLedger: -0.45 }],
      ["2026-10-07", { difference: 0.15, unexplained: 0.15 }],
    ]);
    // In sum what the files say, by arithmetic of its own, and what the entries of those days come to.
    const inFile = days.flatMap(({ results }) => results as { amount: { value: number } }[]);
    const billedNanos = inFile.reduce((sum, { amount }) => sum + Math.round(amount.value * 1e9), 0);
    expect(report.total.reportedNanos).toBe(String(billedNanos));
    const { _sum } = await prisma().creditTransaction.aggregate({
      where: { orgId: ctx.orgId, provider: "openai", occurredAt: { lt: new Date("2026-10-08T00:00:00Z") } },
      _sum: { costNanos: true },
    });
    expect(report.total.ledgerNanos).toBe(String(_sum.costNanos));
    const parts = Object.values(report.total.parts).reduce((sum, nanos) => sum + BigInt(nanos), 0n);
    expect(report.total.differenceNanos).toBe(String(parts));
    expect(report.leftOut).toMatchObject([
      { reason: "no_costs", days: 1, first: "2026-10-08", costNanos: "450000000" },
    ]);
    // Of a day that runs yet, no report can exist.
    const onTheDay = { ...ctx, now: new Date("2026-10-08T12:00:00Z") };
    expect((await reconciliation({ ctx: onTheDay, input: { month: "2026-10" } })).leftOut).toEqual([]);
    expect(report.withoutUsage).toEqual([{ label: "OpenAI", days: 1, first: "2026-10-07", last: "2026-10-07" }]);

    const models = (await october({ by: "model" })).rows;
    expect(models.map((row) => [row.kind, row.model, dollars(row).difference])).toEqual([
      ["model", "secret-model", 6],
      ["charge", "web search tool calls", 0.5],
      ["model", "gpt-4o-mini", -0.225],
    ]);
    const sum = (rows: { differenceNanos: string }[]) => rows.reduce((of, row) => of + BigInt(row.differenceNanos), 0n);
    expect([sum(models), sum((await october({ by: "both" })).rows)]).toEqual([parts, parts]);
    const found = await october({ by: "model", day: "2026-10-05" });
    expect(found.rows.map((row) => row.model)).toEqual(["web search tool calls", "gpt-4o-mini"]);
    expect(found.found.differenceNanos).toBe("500000000");
    expect((await october({ provider: "anthropic" })).rows).toEqual([]);
    // Nothing of it is spend.
    expect(await prisma().creditTransaction.count({ where: { orgId: ctx.orgId } })).toBe(9);
    expect(await reconcile()).toEqual([]);
  });

  test("a bill that is not by model is compared day by day, all models together", async () => {
    await call(1, 1_000_000, 0);
    await call(1, 0, 1_000_000, { model: "secret-model" });
    await send(page([bucketOf(1, [billed(null, 2)])]));
    await send(page([bucketOf(1, [used(model, 1_000_000, 0), used("secret-model", 0, 1_000_000)])]));
    const { rows } = await october({ by: "both" });
    expect(rows).toMatchObject([{ kind: "all", model: "", reportedNanos: "2000000000", ledgerNanos: "150000000" }]);
    expect(rows.map(dollars)).toEqual([{ difference: 1.85, unpriced: 1, price: 0.85 }]);
  });

  test("Anthropic: cache writes of an hour and reads by their own prices, the ledger's own names", async () => {
    const more = { provider: "anthropic", model: "claude-sonnet-4", cachedInputTokens: 200, cacheWriteTokens: 7 };
    await call(1, 461_707, 500, { ...more, cacheWrite1hTokens: 50_000 });
    for (const name of ["anthropic-costs.json", "anthropic-usage.json"]) {
      const text = readFileSync(new URL(`../ingest/import/fixtures/${name}`, import.meta.url), "utf8");
      expect(await importReport({ ctx, text })).toMatchObject({ refused: [], provider: "anthropic" });
    }
    const { rows, total } = await october({ by: "both" });
    expect(rows.map(({ kind, model: name }) => [kind, name])).toEqual([
      ["charge", "web_search"],
      ["model", "claude-sonnet-4"],
    ]);
    // $3 in, $0.30 cached, $3.75 and $6 written, $15 out: 411,500, 200, 7, 50,000 and 500 of them.
    const ledger = 1_234_500_000 + 60_000 + 26_250 + 300_000_000 + 7_500_000;
    expect(total).toMatchObject({ ledgerNanos: String(ledger), reportedNanos: String(1_634_500_001) });
    expect(total.reportedTokens).toBe(total.ledgerTokens);
    expect(total.parts).toMatchObject({ other: "100000000", missing: "0", onlyInLedger: "0" });
  });
});

describe("reports that are kept", () => {
  const first = () => page([bucketOf(1, bill(1_000_000, 0)), bucketOf(2, bill(2_000_000, 0))]);

  test("the same again changes nothing; a later one of the same days takes their place, however it is grouped", async () => {
    expect(await send(first())).toMatchObject({ recorded: 6, duplicates: 0 });
    expect(await send(first())).toMatchObject({ recorded: 0, duplicates: 6 });
    const byProject = bill(1_000_000, 0).map((line) => ({ ...line, project_id: "proj_1" }));
    expect(await send(page([bucketOf(1, [...byProject, ...byProject])]))).toMatchObject({ recorded: 3 });
    expect(await send(page([bucketOf(2, [billed(null, 0.7)])]))).toMatchObject({ recorded: 1 });
    expect((await october()).rows.map((row) => row.reportedCost)).toEqual([0.3, 0.7]);
    // An empty day says nothing of which report it is: the days beside it do.
    expect(await send(page([bucketOf(2, [])]))).toMatchObject({ recorded: 0, skipped: [{ count: 1 }] });
    const doubled = bucketOf(1, [...byProject, ...byProject]);
    expect(await send(page([doubled, bucketOf(2, [])]))).toMatchObject({ recorded: 0, duplicates: 3 });
    expect((await october()).total.reportedCost).toBe(0.3);
    const audited = await prisma().auditEntry.findMany({ where: { orgId: ctx.orgId } });
    expect(audited.map(({ action, target }) => `${action} ${target}`)).toEqual(
      Array(4).fill("provider_report.import OpenAI costs"),
    );
  });

  test("two accounts stand beside each other; a day that only one of them has is not compared", async () => {
    await send(first(), "eu");
    await send(page([bucketOf(1, bill(4_000_000, 0))]), "us");
    const { rows, leftOut, reports } = await october();
    expect(rows.map((row) => [row.day, row.reportedCost])).toEqual([["2026-10-01", 0.75]]);
    expect(leftOut).toMatchObject([{ reason: "no_costs", first: "2026-10-02" }]);
    expect(reports.map(({ account, days }) => [account, days])).toEqual([
      ["eu", 2],
      ["us", 1],
    ]);
  });

  test("a day that was fetched before it was over is left out until it is fetched again", async () => {
    const early = { ...ctx, now: new Date("2026-10-02T10:00:00Z") };
    await importReport({ ctx: early, text: JSON.stringify(first()) });
    expect(await october()).toMatchObject({
      rows: [{ day: "2026-10-01" }],
      leftOut: [{ reason: "not_over", first: "2026-10-02" }],
    });
    await send(first());
    expect(await october()).toMatchObject({ rows: [{ day: "2026-10-01" }, { day: "2026-10-02" }], leftOut: [] });
  });

  test("hours take the place of their day only where they are all of it", async () => {
    await send(page([bucketOf(1, [used(model, 24, 0)])]));
    const hour = (at: number) => ({
      ...bucketOf(1, [used(model, 2, 0)]),
      ...{ start_time: startOf(1) + at * 3600, end_time: startOf(1) + (at + 1) * 3600 },
    });
    const hours = Array.from({ length: 24 }, (_, at) => hour(at));
    const part = await send(page(hours.slice(0, 3)));
    expect(part).toMatchObject({ recorded: 0, refused: [{ count: 1 }, { count: 1 }, { count: 1 }] });
    expect(part.refused[0]?.reason).toContain("import the report of the whole day");
    expect(await send(page(hours))).toMatchObject({ recorded: 24, refused: [] });
    const lines = await prisma().providerReportLine.aggregate({
      where: { orgId: ctx.orgId },
      _sum: { inputTokens: true },
    });
    expect(lines._sum.inputTokens).toBe(48n);
  });

  test("many at once count once", async () => {
    await Promise.all(Array.from({ length: 8 }, () => send(first())));
    expect((await october()).total.reportedCost).toBe(0.45);
  });

  test("one organisation's reports are not another's; what is no report is refused in words", async () => {
    await send(first());
    const other = await testOrganization({ now });
    expect(await reconciliation({ ctx: other, input: { month: "2026-10" } })).toMatchObject({ rows: [], months: [] });
    for (const text of ["", "{}", "no", '{"data":[]}', '[{"id":"e"}]']) {
      await expect(importReport({ ctx, text })).rejects.toMatchObject({ code: "validation_failed" });
    }
  });
});
