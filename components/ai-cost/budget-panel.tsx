"use client";

import Link from "next/link";
import { lazy, Suspense, useRef, useState } from "react";
import { effectText } from "#components/budgets/budget-words.ts";
import { longMonth } from "#components/dates/moment-text.ts";
import { monthProjectionText } from "#components/projections/projection-words.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import type { ExceededAction } from "#server/budgets/budget.ts";
import { formatDollars, formatExactDollars } from "#server/money/format.ts";
import { isUnpriced, spendText, spentPercentText } from "#server/money/spend-text.ts";
import type { Forecast } from "#server/projections/forecast.ts";
import { BudgetMeter } from "./budget-meter.tsx";
import { budgetStatus } from "./budget-status.ts";
import { BudgetStatusText } from "./budget-status-text.tsx";
import { TabLink } from "./tab-link.tsx";

const loadDialog = () => import("./edit-limit-dialog.tsx");
const EditLimitDialog = lazy(async () => ({ default: (await loadDialog()).EditLimitDialog }));

type BudgetPanelProps = {
  month: string;
  /** What the running month is projected to come to; null of a month that is over. */
  forecast: Forecast | null;
  spent: bigint;
  unpricedCalls: number;
  /** The lowest of the project's monthly limits: the one that counts. */
  limit: bigint | null;
  onExceeded: readonly ExceededAction[];
  /** The limit that is edited here. */
  own: { limit: bigint | null; onExceeded: readonly ExceededAction[]; version: number };
  otherBudgets: number;
  canSetLimit: boolean;
  onSetLimit: SetLimit;
  /** The version of the limit as it is stored now. */
  latestVersion: () => Promise<number>;
};

/** Resolves once the server has stored the limit in dollars; 0 removes it. `version` is what the reader saw of it. */
export type SetLimit = (limit: { limitDollars: number; block: boolean; version: number }) => Promise<void>;

/** The limit of the calendar month and what has been spent of it. */
export function BudgetPanel({
  month,
  forecast,
  spent,
  unpricedCalls,
  limit,
  onExceeded,
  own,
  otherBudgets,
  canSetLimit,
  onSetLimit,
  latestVersion,
}: BudgetPanelProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [opened, setOpened] = useState(false);
  return (
    <Card aria-label="Monthly Budget" className="px-4 py-4 sm:px-5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="flex min-w-0 flex-wrap items-baseline gap-x-3 max-sm:flex-col">
          <h2 className="font-semibold text-[0.9375rem] tracking-[-0.01em]">Monthly Budget</h2>
          <span className="text-[0.8125rem] text-ink-muted">
            {longMonth(month)}
            {!forecast && limit !== null && ", against today’s limit"}
          </span>
        </div>
        {!canSetLimit && <p className="text-[0.8125rem] text-ink-muted">Owners and admins set the limit.</p>}
        {canSetLimit && (
          <Button
            ref={trigger}
            className="print:hidden"
            onPointerEnter={loadDialog}
            onFocus={loadDialog}
            onClick={() => {
              setOpened(true);
              setOpen(true);
            }}
          >
            Edit Monthly Limit…
          </Button>
        )}
      </div>
      {limit === null ? (
        <>
          <p className="mt-1.5 text-ink-muted">
            No monthly limit.{otherBudgets === 0 && " Spend is tracked but nothing stops."}
          </p>
          <ProjectedText forecast={forecast} limit={null} spent={spent} unpricedCalls={unpricedCalls} />
        </>
      ) : (
        <LimitUse
          month={month}
          forecast={forecast}
          spent={spent}
          unpricedCalls={unpricedCalls}
          limit={limit}
          onExceeded={onExceeded}
        />
      )}
      {otherBudgets > 0 && (
        <p className="mt-2 text-[0.8125rem] text-ink-muted">
          <Link href="/dashboard/budgets" className="underline underline-offset-3">
            {otherBudgets === 1 ? "1 more budget limits" : `${otherBudgets} more budgets limit`} this project
          </Link>
        </p>
      )}
      {opened && (
        <Suspense>
          <EditLimitDialog
            open={open}
            onOpenChange={setOpen}
            returnFocusTo={trigger}
            spent={spent}
            unpricedCalls={unpricedCalls}
            limit={own.limit}
            counts={limit}
            onExceeded={own.onExceeded}
            version={own.version}
            month={month}
            forecast={forecast}
            onSetLimit={onSetLimit}
            latestVersion={latestVersion}
          />
        </Suspense>
      )}
    </Card>
  );
}

type LimitUseProps = {
  month: string;
  forecast: Forecast | null;
  spent: bigint;
  unpricedCalls: number;
  limit: bigint;
  onExceeded: readonly ExceededAction[];
};

function LimitUse({ month, forecast, spent, unpricedCalls, limit, onExceeded }: LimitUseProps) {
  const status = budgetStatus(spent, limit);
  return (
    <>
      <div className="mt-3 mb-2 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <p className="tabular-nums">
          <span className="font-semibold">{spendText(spent, unpricedCalls)}</span>
          <span className="text-ink-muted"> of {formatExactDollars(limit)}</span>
        </p>
        <p className="flex items-center gap-3 tabular-nums">
          <span className="text-ink-muted">
            {spent > limit ? `${spendText(spent - limit, unpricedCalls)} over` : left(limit - spent, unpricedCalls)}
          </span>
          <span className="font-semibold">{spentPercentText(spent, limit, unpricedCalls)}</span>
          {!isUnpriced(spent, unpricedCalls) && <BudgetStatusText spent={spent} limit={limit} />}
        </p>
      </div>
      <BudgetMeter
        label="Monthly Budget Used"
        spent={spent}
        unpricedCalls={unpricedCalls}
        limit={limit}
        projected={forecast?.month ? BigInt(forecast.month.projectedNanos) : undefined}
      />
      <ProjectedText forecast={forecast} limit={limit} spent={spent} unpricedCalls={unpricedCalls} />
      {status === "near_limit" && (
        <p className="mt-2 text-[0.8125rem] text-pretty">
          Past 80% of the limit. Review the agents that cost most under <TabLink tab="agent-type" />.
        </p>
      )}
      {status === "over_limit" && (
        <p className="mt-2 text-[0.8125rem] text-pretty">
          <span className="font-medium">{longMonth(month)} has used its whole limit.</span> See what drives it under{" "}
          <TabLink tab="agent-type" /> and <TabLink tab="top-pipelines" />, then pause that work or raise the limit.
        </p>
      )}
      <p className="mt-2 text-[0.8125rem] text-ink-muted text-pretty">
        {effectText({ onExceeded, window: "month", scope: "project" })}
      </p>
    </>
  );
}

type ProjectedTextProps = { forecast: Forecast | null; limit: bigint | null; spent: bigint; unpricedCalls: number };

/** What the running month is projected to come to, or why that cannot be said yet. */
function ProjectedText({ forecast, limit, spent, unpricedCalls }: ProjectedTextProps) {
  if (!forecast || isUnpriced(spent, unpricedCalls)) return null;
  return (
    <p className="mt-2 text-[0.8125rem] tabular-nums text-pretty">
      {monthProjectionText(forecast, limit, unpricedCalls)}
    </p>
  );
}

/** What is left of a limit is at most this where the cost of some calls is not known. */
function left(nanos: bigint, unpricedCalls: number): string {
  return `${unpricedCalls > 0 ? "at most " : ""}${formatDollars(nanos)} left`;
}
