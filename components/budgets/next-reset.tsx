"use client";

import { useEffect, useState } from "react";
import { momentText, untilText } from "#components/dates/moment-text.ts";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";

/** When a window ends: how long from now, and the UTC time. */
export function NextReset({ at }: { at: string | null }) {
  const hydrated = useHydrated();
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 30_000);
    return () => clearInterval(timer);
  }, []);
  if (at === null) return <span className="text-ink-muted">Each run anew</span>;
  return (
    <span className="flex flex-col @max-2xl:items-end">
      <span className="whitespace-nowrap tabular-nums">{hydrated ? `in ${untilText(now, at)}` : "\u00a0"}</span>
      <span className="text-[0.8125rem] text-ink-muted">
        <Timestamp iso={at} text={`${momentText(at)} UTC`} />
      </span>
    </span>
  );
}
