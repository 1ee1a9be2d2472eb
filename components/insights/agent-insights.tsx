"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { createSerializer } from "nuqs";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import type { InsightView } from "#server/insights/queries.ts";
import { spendText } from "#server/money/spend-text.ts";
import { shortRangeLabel } from "#server/time/label.ts";
import { insightWords } from "./insight-words.ts";
import { insightsUrl } from "./insights-url.ts";
import { KindIcon } from "./kind-icon.tsx";

const searchOf = createSerializer(insightsUrl);

/** The card of an insight on the page of all. */
const insightHref = ({ id, evidence, projectId }: InsightView) =>
  `/dashboard/insights${searchOf({ kind: evidence.kind, project: projectId })}#${id}`;

/** What was found of one agent, in a line each; nothing where there is none. */
export function AgentInsights({ agentId }: { agentId: string }) {
  const { data } = useSuspenseQuery(useTRPC().insights.list.queryOptions({ agentId }));
  const { search, items } = data;
  if (!search || items.length === 0) return null;
  return (
    <Card aria-labelledby="insights">
      <CardHeader id="insights" title="Insights" scope={`Where it may save, ${shortRangeLabel(search)}`} />
      <ul className="pt-3">
        {items.map((insight) => {
          const { title, amount } = insightWords(insight);
          return (
            <li
              key={insight.id}
              className="flex items-start gap-3 border-line border-t px-4 py-2.5 max-sm:flex-wrap sm:px-5"
            >
              <span className="pt-0.5 text-ink-muted">
                <KindIcon kind={insight.evidence.kind} />
              </span>
              <Link
                href={insightHref(insight)}
                prefetch={false}
                className="min-w-0 flex-1 max-sm:basis-3/4 underline decoration-line-strong underline-offset-3 wrap-anywhere hover:decoration-current"
              >
                {title}
              </Link>
              <span className="shrink-0 tabular-nums max-sm:flex max-sm:w-full max-sm:items-baseline max-sm:gap-2 max-sm:pl-7 sm:text-right">
                {spendText(BigInt(insight.amountNanos), insight.unpricedCalls)}
                <span className="text-[0.8125rem] sm:block sm:max-w-40 text-ink-muted wrap-anywhere">{amount}</span>
              </span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
