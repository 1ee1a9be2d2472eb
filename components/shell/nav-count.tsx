"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { formatTokens } from "#server/money/format.ts";

/** How much waited when the page was made; live from then on. */
export type Waiting = { alerts: number; approvals: number };

const words = { alerts: "open", approvals: "waiting" };

/** How many alerts or approvals wait, beside their link; nothing at 0. */
export function NavCount({ of, initial }: { of: keyof Waiting; initial: number }) {
  const trpc = useTRPC();
  // Not a figure of the page: how fresh that is, this does not say.
  const query = of === "alerts" ? trpc.alerts.count.queryOptions() : trpc.approvals.count.queryOptions();
  const { data: count } = useQuery({ ...query, initialData: initial, meta: { ofFrame: true } });
  if (count === 0) return null;
  return (
    <span className="ml-auto rounded-full bg-brand px-1.5 font-semibold text-[0.6875rem] text-brand-ink leading-4.5 tabular-nums">
      {formatTokens(count)}
      <span className="sr-only"> {words[of]}</span>
    </span>
  );
}
