"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { nanosOfDrawn } from "#components/charts/drawn-dollars.ts";
import { nameOfMonth } from "#components/dates/moment-text.ts";
import { needsText, projectedText, rangeText } from "#components/projections/projection-words.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { DeltaText, KpiCard, KpiGrid } from "#components/ui/kpi-card.tsx";
import { formatExact } from "#server/money/format.ts";
import { isUnpriced, spendParts } from "#server/money/spend-text.ts";
import { dayLabel } from "#server/time/label.ts";
import { monthRange } from "#server/time/range.ts";
import type { Portfolio } from "./portfolio-data.ts";

/** The organisation’s month so far and what it is projected to come to, and what needs somebody. */
export function PortfolioCards({ portfolio: { month, total, comparedWith, risk } }: { portfolio: Portfolio }) {
  const { data: openAlerts } = useSuspenseQuery({
    ...useTRPC().alerts.count.queryOptions(),
    meta: { ofFrame: true },
  });
  const period = nameOfMonth(month);
  const spent = BigInt(total.costNanos);
  const forecast = total.forecast ?? { month: null, daysNeeded: 7, daysOfData: 0 };
  const projected = forecast.month;
  return (
    <KpiGrid>
      <KpiCard name="Month Spend" period={period} {...spendParts(spent, total.unpricedCalls)}>
        {comparedWith && !isUnpriced(spent, total.unpricedCalls) && (
          <DeltaText
            current={nanosOfDrawn(total.comparableCost ?? 0)}
            previous={nanosOfDrawn(total.previousCost ?? 0)}
            shown={spent}
            against={comparedWith}
          />
        )}
      </KpiCard>
      <KpiCard
        name="Forecast"
        period={`by ${dayLabel(monthRange(month).last)}`}
        value={projected ? projectedText(BigInt(projected.projectedNanos)) : "–"}
      >
        <span>{projected ? rangeText(projected) : needsText(forecast)}</span>
      </KpiCard>
      <KpiCard name="Projects at Risk" period={period} value={formatExact(risk.over + risk.near + risk.projected)}>
        <span>{riskText(risk)}</span>
      </KpiCard>
      <KpiCard name="Unacknowledged Alerts" period="now" value={formatExact(openAlerts)}>
        <Link
          href="/dashboard/alerts"
          className="self-start underline decoration-line-strong underline-offset-3 hover:decoration-current"
        >
          {openAlerts === 0 ? "Open the inbox" : "Look at them"}
        </Link>
      </KpiCard>
    </KpiGrid>
  );
}

function riskText({ limited, over, near, projected }: Portfolio["risk"]): string {
  if (limited === 0) return "No project has a monthly limit";
  const projectedText = projected > 0 ? `, ${projected} projected over` : "";
  return `${over} over, ${near} near${projectedText}, of ${limited} with a limit`;
}
