import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { agentCalls, type Call, dayAgo } from "./agent-calls.ts";
import { card, expectSoundFigures, openAiCost, readTab, tabs } from "./ai-cost-page.ts";
import {
  type Counted,
  dayName,
  listCost,
  nanos,
  short,
  shortAndWhole,
  spent,
  sumOf,
  usd,
  whole,
  within,
} from "./expected-figures.ts";
import { importFile, readLines } from "./import-file.ts";
import { callApi, createTestOrganization, sendEvents, type TestOrganization } from "./organization.ts";
import { type Row, readTable } from "./read-table.ts";
import { expect, test } from "./test.ts";

// One worker for the file: what is imported is imported once.
test.describe.configure({ mode: "default" });

let scene: TestOrganization;
let calls: (Call & Counted)[];
const month = dayAgo(0).slice(0, 7);
const triggers = new Map<string, string>();

test.beforeAll(async () => {
  scene = await createTestOrganization(["web", "tiny", "huge"]);
  const file = test.info().outputPath("calls.ndjson");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    agentCalls("web")
      .map((call) => `${JSON.stringify(call)}\n`)
      .join(""),
  );
  await importFile(scene, "web", file);

  calls = readLines<Call>(file).map((call) => ({
    ...call,
    at: new Date(call.occurredAt),
    tokens: BigInt(call.inputTokens + call.outputTokens),
    costNanos: costOf(call),
  }));
  const runs = [...new Set(within(calls, month).flatMap(({ runId }) => runId ?? []))];
  for (const [at, run] of runs.entries()) {
    const trigger = ["pull_request", "schedule", undefined][at % 3];
    if (!trigger) continue;
    triggers.set(run, trigger);
    expect((await callApi(scene, "PUT", `/api/v1/runs/${run}`, { projectId: "web", trigger })).status).toBe(200);
  }
});

function costOf({ model, cost, inputTokens, cachedInputTokens = 0, outputTokens }: Call): bigint | null {
  if (cost !== undefined) return nanos(cost);
  return listCost(model, { input: inputTokens - cachedInputTokens, cached: cachedInputTokens, output: outputTokens });
}

const jobsOf = (some: readonly Call[]) => new Set(some.map(({ jobId }) => jobId)).size;

/** Amounts of a column: two decimals, four where any is under a cent. */
function column(amounts: readonly bigint[]): (amount: bigint) => string {
  const small = amounts.some((amount) => amount > 0n && amount < 10_000_000n);
  return (amount) => usd(amount, small ? 4 : 2);
}

/** Groups with their sums, the dearest first. */
function groupsOf(some: readonly (Call & Counted)[], keyOf: (call: Call) => string) {
  const groups = [...Map.groupBy(some, keyOf)].map(([key, members]) => ({ key, members, ...sumOf(members) }));
  return groups.sort((a, b) => Number(b.costNanos - a.costNanos));
}

test("the cards of the month are the sums of the file", async ({ pageAs }) => {
  const page = await pageAs("member", { of: scene });
  await openAiCost(page, "web");
  const inMonth = within(calls, month);
  const { costNanos, tokens } = sumOf(inMonth);
  await expect(card(page, "Total Spend").getByText(usd(costNanos), { exact: true })).toBeVisible();
  await expect(card(page, "Token Usage").getByText(short(tokens), { exact: true })).toHaveAttribute(
    "title",
    `${whole(tokens)} tokens`,
  );
  await expect(card(page, "Agent Jobs").getByText(whole(jobsOf(inMonth)), { exact: true })).toBeVisible();
  await expect(card(page, "Budget Used").getByText("No limit", { exact: true })).toBeVisible();
  const retries = sumOf(inMonth.filter(({ attempt = 1 }) => attempt > 1)).costNanos;
  if (retries > 0n) await expect(card(page, "Total Spend")).toContainText(`${usd(retries)} of it on retries`);

  const unpriced = sumOf(inMonth.filter((call) => call.costNanos === null)).tokens;
  await expect(
    page.getByText(`${short(unpriced)} tokens from 1 model have no price, so totals are low: in-house-7b.`),
  ).toBeVisible();
  await expectSoundFigures(page);

  await page.goto("/dashboard");
  const { rows } = await readTable(page.getByRole("table", { name: "Projects" }));
  const web = rows.find((row) => row.Project === "web");
  expect(web).toMatchObject({ Spend: expect.stringContaining(usd(costNanos)) });
  await expectSoundFigures(page);
});

test("every day of a range has its row, and the days sum to the range", async ({ pageAs }) => {
  const page = await pageAs("member", { of: scene });
  await openAiCost(page, "web");
  await page.getByRole("button", { name: "View as Table" }).click();
  const figure = page.getByRole("figure", { name: "Daily Spend" });
  for (const days of [30, 7, 14, 90]) {
    await page.getByRole("radio", { name: `${days}d` }).click();
    const keys = Array.from({ length: days }, (_, at) => dayAgo(days - 1 - at));
    const byDay = keys.map((day) => ({ day, calls: within(calls, day), ...sumOf(within(calls, day)) }));
    const all = sumOf(byDay.flatMap((one) => one.calls));
    await expect(figure.getByText(`in ${days} days`)).toContainText(
      `${spent(all).replace(/^at/, "At")} in ${days} days`,
    );

    const money = column([...byDay.map((one) => one.costNanos), all.costNanos]);
    const { rows, total } = await readTable(figure.getByRole("table", { name: "Daily Spend" }));
    expect(rows).toEqual(
      byDay.map((one) => ({
        Date: dayName(one.day),
        Cost: spent(one, money),
        Tokens: shortAndWhole(one.tokens),
        Jobs: whole(jobsOf(one.calls)),
      })),
    );
    expect(rows.filter((row) => row.Tokens === "0" && /^\$0\.0+$/.test(row.Cost ?? "")).length).toBeGreaterThan(0);
    expect(total).toMatchObject({ Date: "Total", Cost: spent(all, money) });
  }
  await expectSoundFigures(page);
});

test("each tab adds up to Total Spend, row by row what the file says", async ({ pageAs }) => {
  const page = await pageAs("member", { of: scene });
  await openAiCost(page, "web");
  const inMonth = within(calls, month);
  const all = sumOf(inMonth);
  const spend = spent(all);
  await expect(card(page, "Total Spend").getByText(usd(all.costNanos), { exact: true })).toBeVisible();
  await expect(card(page, "Total Spend")).toContainText(spend);

  const byType = groupsOf(inMonth, (call) => call.agentType);
  const types = await readTab(page, "By Agent Type");
  expect(types.total).toMatchObject({ "Agent Type": "Total", Cost: spend, Runs: whole(jobsOf(inMonth)) });
  expect(rowsOf(types.rows, ["Agent Type", "Runs", "Tokens", "Cost"])).toEqual(
    byType.map(({ key, members, tokens, ...sum }) => [
      key.charAt(0).toUpperCase() + key.slice(1),
      whole(jobsOf(members)),
      shortAndWhole(tokens),
      spent(sum),
    ]),
  );
  await expectSoundFigures(page);

  const names: Record<string, string> = { pull_request: "Pull request", schedule: "Schedule" };
  const triggerOf = ({ runId }: Call) =>
    runId ? (names[triggers.get(runId) ?? ""] ?? "No trigger given") : "Outside Pipeline Runs";
  const pipelines = await readTab(page, "By Pipeline");
  expect(pipelines.total).toMatchObject({
    "Pipeline Trigger": "Total",
    "Pipeline Runs": whole(new Set(inMonth.flatMap(({ runId }) => runId ?? [])).size),
    Jobs: whole(jobsOf(inMonth)),
    Tokens: shortAndWhole(all.tokens),
    Cost: spend,
  });
  expect(rowsOf(pipelines.rows, ["Pipeline Trigger", "Pipeline Runs", "Jobs", "Tokens", "Cost"])).toEqual(
    groupsOf(inMonth, triggerOf).map(({ key, members, tokens, ...sum }) => [
      key,
      key.startsWith("Outside") ? "–" : whole(new Set(members.map(({ runId }) => runId)).size),
      whole(jobsOf(members)),
      shortAndWhole(tokens),
      spent(sum),
    ]),
  );

  const labels: Record<string, string> = {
    anthropic: "Anthropic",
    openai: "OpenAI",
    google: "Google",
    mistral: "Mistral",
    deepseek: "DeepSeek",
    groq: "Groq",
  };
  const providers = await readTab(page, "By Provider");
  expect(providers.total).toMatchObject({ Provider: "Total", Cost: spend, Calls: whole(inMonth.length) });
  expect(rowsOf(providers.rows, ["Provider", "Calls", "Tokens", "Cost"])).toEqual(
    groupsOf(inMonth, (call) => call.provider).map(({ key, members, tokens, ...sum }) => [
      labels[key] ?? `${key}${members.length} unpriced`,
      whole(members.length),
      shortAndWhole(tokens),
      spent(sum),
    ]),
  );

  const trend = await readTab(page, "Monthly Trend");
  expect(trend.rows).toHaveLength(6);
  expect(trend.rows.map((row) => [row.Tokens, row.Cost])).toEqual(
    Array.from({ length: 6 }, (_, back) => {
      const { tokens, ...sum } = sumOf(within(calls, monthAgo(back)));
      return [shortAndWhole(tokens), spent(sum)];
    }),
  );

  const runs = groupsOf(
    inMonth.filter(({ runId }) => runId),
    ({ runId }) => runId ?? "",
  );
  const top = await readTab(page, "Top Pipelines");
  const topCosts = column(runs.slice(0, 5).map(({ costNanos }) => costNanos));
  expect(rowsOf(top.rows, ["Run", "Jobs", "Tokens", "Cost"])).toEqual(
    runs
      .slice(0, 5)
      .map(({ key, members, tokens, ...sum }) => [
        key,
        whole(jobsOf(members)),
        shortAndWhole(tokens),
        spent(sum, topCosts),
      ]),
  );

  const newest = calls.toSorted((a, b) => b.at.getTime() - a.at.getTime()).slice(0, 50);
  const money = column(newest.map(({ costNanos }) => costNanos ?? 0n));
  const recent = await readTab(page, "Recent Runs");
  expect(rowsOf(recent.rows, ["Run", "Model", "Tokens In", "Tokens Out", "Cost"])).toEqual(
    newest.map((call) => [
      call.runId ?? "No run",
      call.model,
      shortAndWhole(call.inputTokens),
      shortAndWhole(call.outputTokens),
      call.costNanos === null ? "Unpriced" : money(call.costNanos),
    ]),
  );
  await expectSoundFigures(page);
});

const rowsOf = (rows: readonly Row[], columns: readonly string[]) =>
  rows.map((row) => columns.map((name) => row[name] ?? ""));

function monthAgo(months: number): string {
  const date = new Date(`${month}-15T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() - months);
  return date.toISOString().slice(0, 7);
}

test("the smallest and the largest amounts are written in full, never as nothing", async ({ pageAs }) => {
  const today = { occurredAt: `${dayAgo(0)}T00:00:00Z`, agentId: "a", agentType: "research" };
  const call = { ...today, provider: "openai", model: "gpt-4.1", outputTokens: 0 };
  await sendEvents(scene, [
    { ...call, id: "tiny", projectId: "tiny", runId: "tiny", jobId: "tiny", inputTokens: 1, cost: 0.0042 },
    { ...call, id: "huge", projectId: "huge", runId: "huge", jobId: "huge", inputTokens: 1e12, cost: 999_999_999.99 },
  ]);
  const page = await pageAs("member", { of: scene });
  for (const [projectId, spend, tokens] of [
    ["tiny", "$0.0042", "1"],
    ["huge", "$999,999,999.99", "1T"],
  ] as const) {
    await openAiCost(page, projectId);
    await expect(card(page, "Total Spend").getByText(spend, { exact: true })).toBeVisible();
    await expect(card(page, "Token Usage").getByText(tokens, { exact: true })).toBeVisible();
    for (const tab of tabs) {
      await page.getByRole("tab", { name: tab }).click();
      await expect(page.getByRole("tabpanel", { name: tab }).getByRole("table")).toContainText(spend);
      await expectSoundFigures(page);
    }
    await page.getByRole("link", { name: projectId, exact: true }).last().click();
    await expect(card(page, "Cost").getByText(spend, { exact: true })).toBeVisible();
    await expectSoundFigures(page);
    await page.getByRole("link", { name: "Revenue & Growth" }).click();
    await expect(card(page, "Spend").getByText(spend, { exact: true })).toBeVisible();
    await expectSoundFigures(page);
  }
});
