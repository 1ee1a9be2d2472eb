import { longMonth } from "#components/dates/moment-text.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { KpiCard } from "#components/ui/kpi-card.tsx";
import { formatDollars } from "#server/money/format.ts";
import type { EstimateView, Forecast } from "#server/projections/forecast.ts";
import { dayLabel, shortRangeLabel } from "#server/time/label.ts";
import { addDays } from "#server/time/window.ts";
import { needsText, projectedText, rangeText } from "./projection-words.ts";

/** Today, this week and this month of the whole organisation, and how that was arrived at. */
export function OrganizationProjection({ month, forecast }: { month: string; forecast: Forecast | null }) {
  const today = forecast?.path[0]?.date;
  const { day, week, month: ofMonth } = forecast ?? {};
  if (!forecast || !today || !day || !week || !ofMonth) {
    return (
      <Card aria-labelledby="organisation">
        <CardHeader id="organisation" title="Whole Organisation" />
        <EmptyState title={forecast ? needsText(forecast) : "No spend yet."}>
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
        <Estimate name="This Month" period={longMonth(month)} estimate={ofMonth} />
      </div>
      <p className="mt-3 max-w-4xl text-[0.8125rem] text-ink-muted text-pretty">
        Today goes on at its rate so far and as days usually do, the week by the 7-day rolling average, the month by its
        30-day trend and the days of the week. The range is how far the same method was off in 8 of 10 cases on your
        last {forecast.daysOfData} days. One day that went wild is not taken for the new normal.
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
