import type { Page } from "@playwright/test";
import type { Call } from "../agent-calls.ts";
import { card, expectSoundFigures, openAiCost, readTab } from "../ai-cost-page.ts";
import { short, shortAndWhole, spent, sumOf, usd, whole, within } from "../expected-figures.ts";
import { type Row, readTable } from "../read-table.ts";
import { expect, type PageAs } from "../test.ts";
import { type CountedProject, column, countedProject, groupsOf, jobsOf, month } from "./counted-project.ts";

/** The cards are the sums of the file, and so is each tab's Total, row by row what the file says. */
export async function expectReconciled(pageAs: PageAs): Promise<void> {
  const project = await countedProject();
  const page = await pageAs("member", { of: project.of });
  await openAiCost(page, "web");
  await expectCards(page, project);
  await expectTypes(page, project);
  await expectPipelines(page, project);
  await expectProviders(page, project);
  await expectTrend(page, project);
  await expectRuns(page, project);
  await expectSoundFigures(page);

  await page.goto("/dashboard");
  const { rows } = await readTable(page.getByRole("table", { name: "Projects" }));
  const { costNanos } = sumOf(within(project.calls, month));
  const web = rows.find((row) => row.Project === "web");
  expect(web).toMatchObject({ Spend: expect.stringContaining(usd(costNanos)) });
}

async function expectCards(page: Page, { calls }: CountedProject): Promise<void> {
  const inMonth = within(calls, month);
  const all = sumOf(inMonth);
  await expect(card(page, "Total Spend").getByText(usd(all.costNanos), { exact: true })).toBeVisible();
  await expect(card(page, "Total Spend")).toContainText(spent(all));
  await expect(card(page, "Token Usage").getByText(short(all.tokens), { exact: true })).toHaveAttribute(
    "title",
    `${whole(all.tokens)} tokens`,
  );
  await expect(card(page, "Agent Jobs").getByText(whole(jobsOf(inMonth)), { exact: true })).toBeVisible();
  await expect(card(page, "Budget Used").getByText("No limit", { exact: true })).toBeVisible();
  const retries = sumOf(inMonth.filter(({ attempt = 1 }) => attempt > 1)).costNanos;
  if (retries > 0n) await expect(card(page, "Total Spend")).toContainText(`${usd(retries)} of it on retries`);
  const unpriced = sumOf(inMonth.filter((call) => call.costNanos === null)).tokens;
  await expect(
    page.getByText(`${short(unpriced)} tokens from 1 model have no price, so totals are low: in-house-7b.`),
  ).toBeVisible();
}

async function expectTypes(page: Page, { calls }: CountedProject): Promise<void> {
  const inMonth = within(calls, month);
  const { rows, total } = await readTab(page, "By Agent Type");
  expect(total).toMatchObject({
    "Agent Type": "Total",
    Cost: spent(sumOf(inMonth)),
    Runs: whole(jobsOf(inMonth)),
  });
  expect(rowsOf(rows, ["Agent Type", "Runs", "Tokens", "Cost"])).toEqual(
    groupsOf(inMonth, (call) => call.agentType).map(({ key, members, tokens, ...sum }) => [
      key.charAt(0).toUpperCase() + key.slice(1),
      whole(jobsOf(members)),
      shortAndWhole(tokens),
      spent(sum),
    ]),
  );
}

async function expectPipelines(page: Page, { calls, triggers }: CountedProject): Promise<void> {
  const inMonth = within(calls, month);
  const all = sumOf(inMonth);
  const names: Record<string, string> = { pull_request: "Pull request", schedule: "Schedule" };
  const triggerOf = ({ runId }: Call) =>
    runId ? (names[triggers.get(runId) ?? ""] ?? "No trigger given") : "Outside Pipeline Runs";
  const { rows, total } = await readTab(page, "By Pipeline");
  expect(total).toMatchObject({
    "Pipeline Trigger": "Total",
    "Pipeline Runs": whole(new Set(inMonth.flatMap(({ runId }) => runId ?? [])).size),
    Jobs: whole(jobsOf(inMonth)),
    Tokens: shortAndWhole(all.tokens),
    Cost: spent(all),
  });
  expect(rowsOf(rows, ["Pipeline Trigger", "Pipeline Runs", "Jobs", "Tokens", "Cost"])).toEqual(
    groupsOf(inMonth, triggerOf).map(({ key, members, tokens, ...sum }) => [
      key,
      key.startsWith("Outside") ? "–" : whole(new Set(members.map(({ runId }) => runId)).size),
      whole(jobsOf(members)),
      shortAndWhole(tokens),
      spent(sum),
    ]),
  );
}

const providerNames: Record<string, string> = {
  anthropic: "Anthropic",
  openai: "OpenAI",
  google: "Google",
  mistral: "Mistral",
  deepseek: "DeepSeek",
  groq: "Groq",
};

/** In the table by name, Unpriced with them; in the days five by name and Other, the parts of each day as much as the day. */
async function expectProviders(page: Page, { calls }: CountedProject): Promise<void> {
  const inMonth = within(calls, month);
  const groups = groupsOf(inMonth, (call) => call.provider);
  const { rows, total } = await readTab(page, "By Provider");
  expect(total).toMatchObject({ Provider: "Total", Cost: spent(sumOf(inMonth)), Calls: whole(inMonth.length) });
  expect(rowsOf(rows, ["Provider", "Calls", "Tokens", "Cost"])).toEqual(
    groups.map(({ key, members, tokens, ...sum }) => [
      providerNames[key] ?? `${key}${members.length} unpriced`,
      whole(members.length),
      shortAndWhole(tokens),
      spent(sum),
    ]),
  );

  await page.getByRole("tabpanel", { name: "By Provider" }).getByRole("button", { name: "View as Table" }).click();
  const days = await readTable(page.getByRole("table", { name: "Daily Spend by Provider" }));
  const priced = groups.filter(({ costNanos }) => costNanos > 0n).map(({ key }) => key);
  const [five, rest] = [priced.slice(0, 5), priced.slice(5)];
  const columns: [string, (call: Call) => boolean][] = five.map((key) => [
    providerNames[key] ?? key,
    ({ provider }) => provider === key,
  ]);
  if (rest.length > 0) columns.push([`Other (${rest.length})`, ({ provider }) => !five.includes(provider)]);
  columns.push(["Cost", () => true]);
  const byDay = [...Map.groupBy(inMonth, ({ at }) => at.getUTCDate()).values()];
  const money = column(byDay.flatMap((day) => columns.map(([, isIn]) => sumOf(day.filter(isIn)).costNanos)));
  expect(Object.entries(days.total)).toEqual([
    ["Date", "Total"],
    ...columns.map(([name, isIn]) => [name, spent(sumOf(inMonth.filter(isIn)), money)]),
  ]);
}

async function expectTrend(page: Page, { calls }: CountedProject): Promise<void> {
  const { rows } = await readTab(page, "Monthly Trend");
  expect(rows).toHaveLength(6);
  expect(rows.map((row) => [row.Tokens, row.Cost])).toEqual(
    Array.from({ length: 6 }, (_, back) => {
      const { tokens, ...sum } = sumOf(within(calls, monthAgo(back)));
      return [shortAndWhole(tokens), spent(sum)];
    }),
  );
}

function monthAgo(months: number): string {
  const date = new Date(`${month}-15T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() - months);
  return date.toISOString().slice(0, 7);
}

/** The dearest runs of the month, and the latest calls of all. */
async function expectRuns(page: Page, { calls }: CountedProject): Promise<void> {
  const inRuns = within(calls, month).filter(({ runId }) => runId);
  const dearest = groupsOf(inRuns, ({ runId }) => runId ?? "").slice(0, 5);
  const top = await readTab(page, "Top Pipelines");
  const topCosts = column(dearest.map(({ costNanos }) => costNanos));
  expect(rowsOf(top.rows, ["Run", "Jobs", "Tokens", "Cost"])).toEqual(
    dearest.map(({ key, members, tokens, ...sum }) => [
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
}

const rowsOf = (rows: readonly Row[], columns: readonly string[]) =>
  rows.map((row) => columns.map((name) => row[name] ?? ""));
