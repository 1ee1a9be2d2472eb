"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { counted, formatExact } from "#server/money/format.ts";

type UploadProgressProps = { id: string; name: string; size: number; phase: "check" | "book" };

/** How far the server has read a file, and what it has booked of it so far. */
export function UploadProgress({ id, name, size, phase }: UploadProgressProps) {
  const { data } = useQuery({ ...useTRPC().imports.get.queryOptions({ id }), refetchInterval: 800, staleTime: 0 });
  const percent = Math.min(100, Math.floor((100 * (data?.bytesRead ?? 0)) / size));
  const calls = (data?.booked?.recorded ?? 0) + (data?.earlierCalls ?? 0);
  const doing = phase === "check" ? "Checking" : "Importing";
  return (
    <div className="grid gap-1.5">
      <div
        role="progressbar"
        aria-label={`${doing} ${name}`}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        className="h-2 overflow-hidden rounded-full border border-line-control"
      >
        <div className="h-full bg-brand transition-[width] duration-300" style={{ width: `${percent}%` }} />
      </div>
      <p className="text-[0.8125rem] text-ink-muted tabular-nums">
        {doing}… {percent}%{phase === "book" && `, ${counted(calls, "call")} booked`}
        {data?.booked && data.booked.refused > 0 && `, ${formatExact(data.booked.refused)} refused`}
      </p>
    </div>
  );
}
