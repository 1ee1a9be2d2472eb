import { Skeleton } from "./skeleton.tsx";

/** A page while the server works on it: title, cards, a chart, a table. */
export function PageSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-col gap-4">
      <span className="sr-only">Loading…</span>
      <Skeleton className="mb-1 h-12 w-64" />
      <div className="grid grid-cols-1 gap-3 min-[30rem]:grid-cols-2 xl:grid-cols-4">
        {["one", "two", "three", "four"].map((card) => (
          <Skeleton key={card} className="h-35 rounded-xl" />
        ))}
      </div>
      <Skeleton className="h-96 rounded-xl" />
    </div>
  );
}
