"use client";

import Link from "next/link";
import { longMonth } from "#components/dates/moment-text.ts";
import { buttonClass } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { nearestSpend } from "./months.ts";
import { useMonthHref, useSpendMonths } from "./use-spend-months.ts";

type LastSpendProps = { projectId: string; month: string };

/** From a month without calls to the months that have some; nothing where no month has. */
export function LastSpend({ projectId, month }: LastSpendProps) {
  const { before, after } = nearestSpend(useSpendMonths(projectId), month);
  const href = useMonthHref(projectId);
  if (!before && !after) return null;
  return (
    <span className="flex flex-wrap items-center justify-center gap-2">
      {before && (
        <Link href={href(before)} className={buttonClass()}>
          Last spend: {longMonth(before)}
        </Link>
      )}
      {after && (
        <Link href={href(after)} className={buttonClass()}>
          Next spend: {longMonth(after)}
        </Link>
      )}
    </span>
  );
}

/** A panel of a month without calls. */
export function NoSpend({ projectId, month, what = "spend" }: LastSpendProps & { what?: string }) {
  return (
    <EmptyState
      title={`No ${what} in ${longMonth(month)}.`}
      action={<LastSpend projectId={projectId} month={month} />}
    />
  );
}
