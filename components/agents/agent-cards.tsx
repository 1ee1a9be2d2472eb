"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { nameOfMonth } from "#components/dates/moment-text.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { KpiCard, SixKpiGrid } from "#components/ui/kpi-card.tsx";
import { counted, formatExact, formatTokens } from "#server/money/format.ts";
import { spendParts } from "#server/money/spend-text.ts";
import { dayLabel } from "#server/time/label.ts";
import { dayKey } from "#server/time/window.ts";
import type { AgentUsage } from "./agent-data.ts";

/** The six figures of an agent: today (UTC) and this calendar month. */
export function AgentCards({ agentId }: { agentId: string }) {
  const { data, dataUpdatedAt } = useSuspenseQuery(useTRPC().agents.usage.queryOptions({ agentId }));
  const day = dayKey(new Date(dataUpdatedAt));
  const today = dayLabel(day);
  const month = nameOfMonth(day.slice(0, 7));
  return (
    <SixKpiGrid>
      <TokenCard name="Tokens Today" period={today} use={data.today} />
      <TokenCard name="Tokens This Month" period={month} use={data.month} />
      <CostCard name="Cost Today" period={today} use={data.today} />
      <CostCard name="Cost This Month" period={month} use={data.month} />
      <KpiCard name="Sessions Today" period={today} value={formatExact(data.today.sessions)}>
        <span>{counted(data.today.jobs, "job")} ended</span>
      </KpiCard>
      <KpiCard name="Errors Today" period={today} value={formatExact(data.today.errors)} bad={data.today.errors > 0}>
        <span>Of {counted(data.today.calls, "call")}</span>
      </KpiCard>
    </SixKpiGrid>
  );
}

type UseCardProps = { name: string; period: string; use: AgentUsage["today"] };

function TokenCard({ name, period, use }: UseCardProps) {
  return (
    <KpiCard name={name} period={period} value={formatTokens(use.tokens)} exact={counted(use.tokens, "token")}>
      <span>
        {formatTokens(use.inputTokens)} in, {formatTokens(use.outputTokens)} out
      </span>
    </KpiCard>
  );
}

function CostCard({ name, period, use }: UseCardProps) {
  return (
    <KpiCard name={name} period={period} {...spendParts(BigInt(use.costNanos), use.unpricedCalls)}>
      <span>
        {use.unpricedCalls > 0 ? `${counted(use.unpricedCalls, "call")} without a price` : counted(use.calls, "call")}
      </span>
    </KpiCard>
  );
}
