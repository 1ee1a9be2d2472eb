import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import { prisma } from "#server/db.ts";
import { reconcile } from "#server/ledger/reconcile.ts";
import { reconciliation } from "#server/reports/reconciliation.ts";
import { recordEvents } from "../record-events.ts";
import { importFiles } from "./import-files.ts";

const folder = mkdtempSync(join(tmpdir(), "purser-book-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

const now = new Date("2026-11-05T12:00:00Z");
const bucket = (day: number, results: object[]) => ({
  ...{ object: "bucket", start_time: Date.UTC(2026, 9, day) / 1_000, end_time: Date.UTC(2026, 9, day + 1) / 1_000 },
  results,
});
const billed = (line: string, value: number) => ({
  ...{ object: "organization.costs.result", line_item: line, amount: { value, currency: "usd" } },
});
const used = (model: string, input: number, cached = 0) => ({
  ...{ object: "organization.usage.completions.result", model, num_model_requests: 4 },
  ...{ input_tokens: input, input_cached_tokens: cached, output_tokens: 10 },
});
function write(name: string, data: object[]): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ object: "page", data, has_more: false, next_page: null }));
  return path;
}

test("--as-entries: past days and models without a call of their own are booked, once; reports alone never are", async () => {
  const ctx = await testOrganization({ now });
  const call = { id: "own", projectId: "web", agentId: "bot", provider: "openai", model: "gpt-4o-mini" };
  const own = { ...call, occurredAt: "2026-10-01T09:00:00Z", inputTokens: 100, outputTokens: 10, cost: 1 };
  expect(await recordEvents({ ctx, events: [own] })).toMatchObject({ accepted: 1 });
  const day2 = [billed("gpt-4o-mini-2024-07-18, input", 2), billed("gpt-4o-mini-2024-07-18, output", 0.5)];
  const costs = [
    bucket(1, [billed("gpt-4o-mini-2024-07-18, input", 1.25), billed("gpt-4.1-2025-04-14, input", 3)]),
    bucket(2, [...day2, billed("web search tool calls", 0.25)]),
    bucket(3, [billed("gpt-4o-mini-2024-07-18, input", 9)]),
  ];
  const paths = [
    write("costs.json", costs),
    write("usage.json", [
      bucket(1, [used("gpt-4o-mini-2024-07-18", 100), used("gpt-4.1-2025-04-14", 300)]),
      bucket(2, [used("gpt-4o-mini-2024-07-18", 200, 50)]),
    ]),
  ];
  const booked = () => prisma().creditTransaction.findMany({ where: { orgId: ctx.orgId, agentId: "openai-report" } });
  await importFiles({ ctx, input: { paths } });
  expect(await booked()).toEqual([]);

  const book = async () => (await importFiles({ ctx, input: { paths, projectId: "web", asEntries: true } })).at(-1);
  const first = await book();
  expect(first).toMatchObject({ recorded: 3, duplicate: 0, refused: [], months: ["2026-10"] });
  expect(first?.skipped.map(({ reason }) => reason).sort()).toEqual([
    "openai 2026-10-01: the ledger has calls of gpt-4o-mini of its own",
    "openai 2026-10-03: booked once both its costs and its usage are there",
  ]);
  const entries = (await booked()).sort((a, b) => (a.model < b.model ? -1 : 1));
  expect(entries.map((entry) => [entry.model, entry.costNanos, entry.inputTokens, entry.cachedInputTokens])).toEqual([
    ["gpt-4.1-2025-04-14", 3_000_000_000n, 300n, 0n],
    ["gpt-4o-mini-2024-07-18", 2_500_000_000n, 200n, 50n],
    ["web search tool calls", 250_000_000n, 0n, 0n],
  ]);
  expect(await book()).toMatchObject({ recorded: 0, duplicate: 3, refused: [] });

  // The bill of a booked day changes: the entry stands, the import says so, the reconciliation shows it.
  costs[1] = bucket(2, [...day2, billed("web search tool calls", 0.75)]);
  write("costs.json", costs);
  const again = await book();
  expect(again).toMatchObject({ recorded: 0, duplicate: 2, refused: [{ count: 1 }] });
  expect(again?.refused[0]?.reason).toContain("the first entry stands");
  const { rows } = await reconciliation({ ctx, input: { month: "2026-10" } });
  expect(rows.map((row) => [row.day, row.differenceNanos])).toEqual([
    ["2026-10-01", "250000000"],
    ["2026-10-02", "500000000"],
    ["2026-10-03", "9000000000"],
  ]);
  expect(await reconcile()).toEqual([]);
});

test("files of calls need a project, reports do not", async () => {
  const ctx = await testOrganization({ now });
  const report = write("alone.json", [bucket(1, [billed("gpt-4o-mini, input", 1)])]);
  const calls = join(folder, "calls.ndjson");
  writeFileSync(
    calls,
    '{"id":"a","agentId":"b","provider":"openai","model":"gpt-4.1","inputTokens":1,"outputTokens":1}\n',
  );
  const [kept, refused] = await importFiles({ ctx, input: { paths: [report, calls] } });
  expect(kept).toMatchObject({ recorded: 1, refused: [] });
  expect(refused?.refused[0]?.reason).toContain("--project <id>");
});
