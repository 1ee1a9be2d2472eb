"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { longMonth } from "#components/dates/moment-text.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { KpiCard } from "#components/ui/kpi-card.tsx";
import { formatDollars } from "#server/money/format.ts";
import type { EstimateView } from "#server/projections/forecast.ts";
import { dayLabel, shortRangeLabel } from "#server/time/label.ts";
import { addDays } from "#server/time/window.ts";
import { needsText, projectedText, rangeText } from "./projection-words.ts";

/** Today, this week and this month of the whole organisation, and how that was arrived at. */
export function OrganizationProjection() {
  const { data } = useSuspenseQuery(useTRPC().projections.getProjection.queryOptions({ scope: "organization" }));
  const { day, week, month } = data;
  const today = data.path[0]?.date;
  if (!today || !day || !week || !month) {
    return (
      <Card aria-labelledby="organisation">
        <CardHeader id="organisation" title="Whole Organisation" />
        <EmptyState title={needsText(data)}>
          Whole days count from the first call on. Until then spend is shown as it is, and nothing is projected.
        </EmptyState>
      </Card>
    );
  }
  const monday = addDays(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7));
  return (
    <section aria-label="Whole Organisation">
      <div className="grid gap-2.5 sm:grid-cols-3 sm:gap-3">
        <Estimate name="Today" period={dayLabel(today)} estimate={day} />
        <Estimate
          name="This Week"
          period={shortRangeLabel({ first: monday, last: addDays(monday, 6) })}
          estimate={week}
        />
        <Estimate name="This Month" period={longMonth(today.slice(0, 7))} estimate={month} />
      </div>
      <p className="mt-3 max-w-4xl text-[0.8125rem] text-ink-muted text-pretty">
        Today goes on at its rate so far and as days usually do, the week by the 7-day rolling average, the month by its
        30-day trend and the days of the week. The range is how far the same method was off in 8 of 10 cases on your
        last {data.daysOfData} days. One day that went wild is not taken for the new normal.
      </p>
    </section>
  );
}

function Estimate({ name, period, estimate }: { name: string; period: string; estimate: EstimateView }) {
  return (
    <KpiCard name={name} period={period} value={projectedText(BigInt(estimate.projectedNanos))}>
      <span>{rangeText(estimate)}</span>
      <span>{formatDollars(BigInt(estimate.spentNanos))} spent so far</span>
    </KpiCard>
  );
}
