import { expect } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import type { Ctx } from "#server/context.ts";
import type { Event } from "#server/ingest/event.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { findInsights } from "#server/insights/find-insights.ts";
import type { InsightEvidence, InsightKind } from "#server/insights/insight.ts";
import { type InsightView, listInsights } from "#server/insights/queries.ts";
import { noTokens, type TokenCounts } from "#server/money/token-counts.ts";
import { priceBook } from "#server/pricing/queries.ts";
import { dayMs } from "#server/time/window.ts";

let ids = 0;

/** An insight whose evidence is of one kind. */
type Found<Kind extends InsightKind> = InsightView & { evidence: Extract<InsightEvidence, { kind: Kind }> };

/** A new organisation, calls to record in it, and what insights are found of them, for one test. */
export async function insightScene() {
  const ctx: Ctx = await testOrganization({ projects: ["web", "shop"] });
  /** So many days before the search, and so many minutes later. */
  const ago = (days: number, minutes = 0) =>
    new Date(ctx.now.getTime() - days * dayMs + minutes * 60_000).toISOString();

  const call = (more: Partial<Event>): Event => ({
    id: `call-${++ids}`,
    projectId: "web",
    agentId: "coder",
    provider: "anthropic",
    model: "claude-sonnet-5",
    inputTokens: 10_000,
    outputTokens: 500,
    ...more,
  });
  /** A job of one call. */
  const job = (jobId: string, days: number, more: Partial<Event> = {}): Event =>
    call({ jobId, occurredAt: ago(days), ...more });

  /** The insights of a kind after these calls are recorded. */
  async function found<Kind extends InsightKind>(kind: Kind, ...calls: Event[]): Promise<Found<Kind>[]> {
    const { rejected } = await recordEvents({ ctx, events: calls });
    expect(rejected).toEqual([]);
    await findInsights({ ctx });
    const { items } = await listInsights(ctx, { open: true });
    return items.filter((item): item is Found<Kind> => item.evidence.kind === kind);
  }

  /** What calls cost by the price list, each worked out by itself, apart from how insights do it. */
  async function listCost(calls: readonly Event[], as: Partial<Event> = {}): Promise<bigint> {
    const book = await priceBook(ctx.orgId);
    return calls.reduce((sum, recorded) => {
      const event = { ...recorded, ...as };
      const counts = Object.fromEntries(
        Object.keys(noTokens).map((key) => [key, BigInt(event[key as keyof TokenCounts] ?? 0)]),
      ) as TokenCounts;
      const { provider, model } = event;
      return sum + (book.priceCall({ provider, model, occurredAt: ctx.now, ...counts })?.costNanos ?? 0n);
    }, 0n);
  }

  return { ctx, ago, call, job, found, listCost };
}
