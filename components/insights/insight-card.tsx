"use client";

import Link from "next/link";
import { useId, useState } from "react";
import { agentHref } from "#components/agents/agent-href.ts";
import { type BreakdownTab, breakdownId } from "#components/ai-cost/ai-cost-url.ts";
import { momentText } from "#components/dates/moment-text.ts";
import { runHref } from "#components/runs/run-link.tsx";
import { productHref } from "#components/shell/product-path.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { DisclosureButton } from "#components/ui/disclosure-button.tsx";
import type { InsightView } from "#server/insights/queries.ts";
import { formatDollars, formatExactDollars } from "#server/money/format.ts";
import { spendText } from "#server/money/spend-text.ts";
import { rangeLabel } from "#server/time/label.ts";
import type { DayRange } from "#server/time/range.ts";
import { InsightEvidencePanel } from "./insight-evidence-panel.tsx";
import { insightWords, kindLabels } from "./insight-words.ts";
import { KindIcon } from "./kind-icon.tsx";

type InsightCardProps = {
  insight: InsightView;
  now: Date;
  open: boolean;
  /** The days that the page names, which a card need not repeat. */
  days: DayRange | null;
  /** Undefined for readers who may not. */
  onDismiss: ((id: string, dismissed: boolean) => void) | undefined;
};

const linkClass = "underline decoration-line-strong underline-offset-3 hover:decoration-current";

const recentRunsHref = (projectId: string) =>
  `${productHref(projectId, "ai-cost")}?tab=${"recent-runs" satisfies BreakdownTab}#${breakdownId}`;

/** One insight: what it is and the money first, then why, what to do, and on demand what that rests on. */
export function InsightCard({ insight, now, open, days, onDismiss }: InsightCardProps) {
  const { evidence, dismissed } = insight;
  const [shown, setShown] = useState(false);
  const id = useId();
  const words = insightWords(insight);
  const amount = BigInt(insight.amountNanos);
  const isOfOtherDays = insight.first !== days?.first || insight.last !== days.last;
  return (
    <li id={insight.id} className="scroll-mt-20">
      <Card aria-labelledby={id} className="overflow-hidden">
        <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-3 px-4 pt-3.5 pb-4 sm:px-5">
          <div className="min-w-0 flex-1 basis-80">
            <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-[0.8125rem] text-ink-muted">
              <KindIcon kind={evidence.kind} />
              <span>{kindLabels[evidence.kind]}</span>
              <span aria-hidden="true">·</span>
              <Link href={productHref(insight.projectId, "ai-cost")} prefetch={false} className={linkClass}>
                {insight.projectName}
              </Link>
              {isOfOtherDays && (
                <>
                  <span aria-hidden="true">·</span>
                  <span>{rangeLabel(insight)}</span>
                </>
              )}
            </p>
            <h2 id={id} className="mt-1.5 font-semibold text-[0.9375rem] leading-5.5 tracking-[-0.01em] wrap-anywhere">
              {words.title}
            </h2>
            <p className="mt-1 max-w-3xl text-pretty wrap-anywhere">{words.why}</p>
            <p className="mt-2 max-w-3xl text-pretty wrap-anywhere">
              <span className="font-medium">What to do: </span>
              {words.todo}
            </p>
          </div>
          <p className="shrink-0 max-sm:order-first max-sm:w-full sm:text-right">
            <span
              title={formatExactDollars(amount)}
              className="block font-semibold text-[1.375rem] leading-7 tracking-[-0.025em] tabular-nums"
            >
              {spendText(amount, insight.unpricedCalls)}
            </span>
            <span className="block max-w-56 text-[0.8125rem] text-ink-muted wrap-anywhere">{words.amount}</span>
          </p>
        </div>
        <div
          className={`flex flex-wrap items-center gap-x-4 gap-y-1.5 border-line border-t bg-sunken/40 px-4 py-2 text-[0.8125rem] sm:px-5 ${dismissed ? "" : "print:hidden"}`}
        >
          <DisclosureButton open={shown} onToggle={() => setShown(!shown)} label={`Evidence: ${words.title}`}>
            Evidence
          </DisclosureButton>
          {evidence.kind === "unusual_run" && evidence.runId && (
            <Link href={runHref(insight.projectId, evidence.runId)} prefetch={false} className={linkClass}>
              View Run
            </Link>
          )}
          <Link href={agentHref(insight.agentId)} prefetch={false} className={linkClass}>
            View Agent
          </Link>
          {evidence.kind === "retries" && (
            <Link href={recentRunsHref(insight.projectId)} prefetch={false} className={linkClass}>
              View Recent Runs
            </Link>
          )}
          {dismissed && (
            <span className="min-w-0 text-ink-muted wrap-anywhere">
              Dismissed by {dismissed.by}, {momentText(dismissed.at, now)}, at{" "}
              {formatDollars(BigInt(dismissed.amountNanos))}
              {open && "; its evidence is new"}.
            </span>
          )}
          {onDismiss && (
            <Button
              variant="ghost"
              className="ml-auto print:hidden"
              aria-label={`${open ? "Dismiss" : "Restore"}: ${words.title}`}
              onClick={() => onDismiss(insight.id, open)}
            >
              {open ? "Dismiss" : "Restore"}
            </Button>
          )}
        </div>
        {shown && <InsightEvidencePanel insight={insight} method={words.method} />}
      </Card>
    </li>
  );
}
