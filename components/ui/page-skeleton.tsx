import { KpiGrid } from "./kpi-card.tsx";
import { Skeleton } from "./skeleton.tsx";

/** A page while the server works on it: title, cards, a chart, a table. */
export function PageSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-col gap-4">
      <span className="sr-only">Loading…</span>
      <Skeleton className="mb-1 h-12 w-64" />
      <KpiGrid>
        {["one", "two", "three", "four"].map((card) => (
          <Skeleton key={card} className="h-38 rounded-xl sm:h-31" />
        ))}
      </KpiGrid>
      <Skeleton className="h-96 rounded-xl" />
    </div>
  );
}
