import type { Ctx } from "#server/context.ts";
import { usageSums } from "#server/ledger/usage-sums.ts";
import { toDollars } from "#server/money/amount.ts";
import { loadCatalogue } from "#server/pricing/catalogue.ts";
import { findProvider } from "#server/pricing/match-price.ts";
import { modelFamily } from "#server/reconciliation/model-family.ts";
import { isTokenKind, noTokens } from "#server/reconciliation/provider-report.ts";
import { type ReportedSum, reportedDays, reportedSums } from "#server/reconciliation/queries.ts";
import type { DayRange } from "#server/time/range.ts";
import type { Event } from "../event.ts";
import { createFileSummary, type FileSummary } from "./import-summary.ts";
import { recordCalls } from "./record-calls.ts";
import { stableId } from "./stable-id.ts";

type BookReports = {
  ctx: Ctx;
  projectId: string;
  account: string;
  /** Default: `openai-report`, `anthropic-report`. */
  agentId?: string | undefined;
  /** The days that were imported. */
  range: DayRange;
};

type Of = { ctx: Ctx; projectId: string; account: string; agentOf: (provider: string) => string };

const wholeDay = 86_400n;
const everySum = 1_000_000;

/**
 * Books what an account was billed as entries of the ledger, for an organisation of which nothing else is known: a past day
 * and model becomes one entry, where the ledger has no call of them by any other agent and the day has both costs and usage.
 * The ids follow from day and model, so booking again books nothing twice; what changed since is refused, and said.
 */
export async function bookReports({ ctx, projectId, account, agentId, range }: BookReports): Promise<FileSummary> {
  const [days, sums, usage, catalogue] = await Promise.all([
    reportedDays(ctx, range),
    reportedSums(ctx, range),
    usageSums(ctx, range, { groups: ["day", "agent", "provider", "model"], filter: {}, limit: everySum }),
    loadCatalogue(),
  ]);
  const agentOf = (provider: string) => agentId ?? `${provider}-report`;
  const known = usage.flatMap(({ keys: [day = "", agent = "", name = "", model = ""] }) => {
    const provider = findProvider(catalogue, name)?.id ?? name;
    return agent === agentOf(provider) ? [] : [`${provider} ${day}`, `${provider} ${day} ${modelFamily(model)}`];
  });
  const hasCalls = new Set(known);
  const summary = createFileSummary({ name: "Booked as entries", named: false }, "costs of provider reports");
  const skip = (reason: string) => summary.not({ kind: "skipped", line: 1, reason });
  const events: Event[] = [];
  const own = days.filter((row) => row.account === account);
  for (const [key, reports] of Map.groupBy(own, ({ provider, day }) => `${provider} ${day}`)) {
    const [{ provider, day } = { provider: "", day: "" }] = reports;
    const ofDay = sums.filter((sum) => sum.account === account && sum.provider === provider && sum.day === day);
    const costs = reports.find(({ report }) => report === "costs");
    if (!costs || reports.length < 2) skip(`${key}: booked once both its costs and its usage are there`);
    else if (!costs.isOver || costs.seconds < wholeDay) skip(`${key}: the report does not have all of the day yet`);
    else {
      for (const { name, event, problem } of entriesOf({ ctx, projectId, account, agentOf }, provider, day, ofDay)) {
        const isKnown = hasCalls.has(name === null ? key : `${key} ${name}`);
        if (isKnown) skip(`${key}: the ledger has calls of ${name ?? "the provider"} of its own`);
        else if (problem) skip(`${key} ${name ?? ""}: ${problem}`);
        else events.push(event);
      }
    }
  }
  for (let at = 0; at < events.length; at += 1_000) {
    const batch = events.slice(at, at + 1_000);
    const { recorded, duplicates, rejected } = await recordCalls({ ctx, events: batch });
    const refused = new Set(rejected.map(({ index }) => index));
    const standing = batch.filter((_, index) => !refused.has(index));
    summary.recorded(
      recorded,
      duplicates,
      standing.map(({ occurredAt }) => new Date(occurredAt ?? ctx.now)),
    );
    for (const { id, message } of rejected) summary.refuse(1, `${id}: ${message}`);
  }
  return summary.done([]);
}

type Entry = { name: string | null; event: Event; problem: string | null };

/** An entry a model and a charge of the day; one of all where the bill is not by model (`name` null). */
function entriesOf(of: Of, provider: string, day: string, sums: readonly ReportedSum[]): Entry[] {
  const isToken = ({ item }: ReportedSum) => item === "" || isTokenKind(item);
  const isByModel = sums.every((sum) => sum.model !== "" || sum.costNanos === 0n || !isToken(sum));
  const nameOf = (sum: ReportedSum) => {
    if (!isByModel) return null;
    return sum.model === "" && !isToken(sum) ? sum.item : modelFamily(sum.model);
  };
  return [...Map.groupBy(sums, nameOf)].map(([name, lines]) => {
    const total = lines.reduce(
      (sum, line) => ({
        costNanos: sum.costNanos + line.costNanos,
        inputTokens: sum.inputTokens + line.inputTokens,
        cachedInputTokens: sum.cachedInputTokens + line.cachedInputTokens,
        cacheWriteTokens: sum.cacheWriteTokens + line.cacheWriteTokens,
        cacheWrite1hTokens: sum.cacheWrite1hTokens + line.cacheWrite1hTokens,
        outputTokens: sum.outputTokens + line.outputTokens,
      }),
      { ...noTokens, costNanos: 0n },
    );
    const model = name === null ? "all-models" : (lines.find((line) => line.model !== "")?.model ?? name);
    const event: Event = {
      id: stableId("provider-report", provider, of.account || "default", day, name ?? "all-models"),
      occurredAt: `${day}T00:00:00.000Z`,
      projectId: of.projectId,
      agentId: of.agentOf(provider),
      ...{ provider, model: model || "unknown" },
      inputTokens: Number(total.inputTokens),
      cachedInputTokens: Number(total.cachedInputTokens),
      cacheWriteTokens: Number(total.cacheWriteTokens),
      cacheWrite1hTokens: Number(total.cacheWrite1hTokens),
      outputTokens: Number(total.outputTokens),
      cost: toDollars(total.costNanos),
      tags: { source: "provider-report" },
    };
    const isBilled = lines.some(({ isCost }) => isCost);
    const problem = !isBilled ? "counted, and not billed" : total.costNanos < 0n ? "a credit is no call" : null;
    return { name, event, problem };
  });
}
