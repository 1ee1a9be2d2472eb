import { Skeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <div aria-busy="true" className="flex flex-col gap-4">
      <span className="sr-only">Loading…</span>
      <Skeleton className="mb-1 h-12 w-64" />
      <Skeleton className="h-72 rounded-xl" />
    </div>
  );
}
