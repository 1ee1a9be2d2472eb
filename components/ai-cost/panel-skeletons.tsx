import { KpiGrid } from "#components/ui/kpi-card.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

/** The size of four cards and the budget bar. */
export function MonthSkeleton() {
  return (
    <div className="flex flex-col gap-4">
      <KpiGrid>
        {["spend", "tokens", "jobs", "budget"].map((card) => (
          <Skeleton key={card} className="h-38 rounded-xl sm:h-31" />
        ))}
      </KpiGrid>
      <Skeleton className="h-48 rounded-xl sm:h-34.5" />
    </div>
  );
}

/** The size of the daily chart with its summary and legend. */
export function DailySpendSkeleton() {
  return <Skeleton className="mx-4 mt-4 h-93 sm:mx-5 sm:h-77.5" />;
}

/** The size of a table of about `rows` rows. */
export function TableSkeleton({ rows }: { rows: number }) {
  return (
    <div className="flex flex-col gap-2.5 p-5">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of grey, all alike
        <Skeleton key={row} className="h-8.5" />
      ))}
    </div>
  );
}
