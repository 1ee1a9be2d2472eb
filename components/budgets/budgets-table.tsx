"use client";

import { Pencil, Trash2 } from "lucide-react";
import Link from "next/link";
import { agentHref } from "#components/agents/agent-href.ts";
import type { SortProps } from "#components/ai-cost/sort-props.ts";
import { runHref } from "#components/runs/run-link.tsx";
import { productHref } from "#components/shell/product-path.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import type { BudgetView } from "#server/budgets/queries.ts";
import { formatExact } from "#server/money/format.ts";
import type { BudgetForecast } from "#server/projections/budget-forecasts.ts";
import { ActionBadges } from "./action-badges.tsx";
import { BudgetProjection } from "./budget-projection.tsx";
import { BudgetUse } from "./budget-use.tsx";
import { amountText, effectText, limitText, raisedText, scopeLabels, whoseText, windowLabels } from "./budget-words.ts";
import { NextReset } from "./next-reset.tsx";

type BudgetsTableProps = SortProps & {
  budgets: readonly BudgetView[];
  /** By the id of the budget. */
  forecasts: ReadonlyMap<string, BudgetForecast>;
  canEdit: boolean;
  onEdit: (budget: BudgetView, button: HTMLElement) => void;
  onRemove: (budget: BudgetView, button: HTMLElement) => void;
};

const scopeOrder = Object.keys(scopeLabels);

/** The budgets, by scope, each with how it stands. */
export function BudgetsTable({ budgets, forecasts, canEdit, onEdit, onRemove, ...sort }: BudgetsTableProps) {
  const columns: TableColumn<BudgetView>[] = [
    {
      id: "whose",
      header: "Budget",
      sortValue: (budget) => `${scopeOrder.indexOf(budget.scope)} ${whoseText(budget).toLowerCase()} ${budget.window}`,
      cell: (budget) => <WhoseCell budget={budget} />,
    },
    {
      id: "limit",
      header: "Limit",
      className: "@max-2xl:col-span-full",
      numeric: true,
      cell: (budget) => <LimitCell budget={budget} />,
    },
    {
      id: "used",
      header: "Used",
      className:
        "@2xl:w-[19%] @max-2xl:col-span-full @max-2xl:flex-col @max-2xl:items-stretch! @max-2xl:before:content-none!",
      numeric: true,
      sortValue: (budget) => budget.pct,
      cell: (budget) => <BudgetUse budget={budget} forecast={forecasts.get(budget.id)} />,
    },
    {
      id: "projected",
      header: "Projected",
      className: "@2xl:max-w-44 @max-2xl:col-span-full",
      numeric: true,
      sortValue: ({ id }) => forecasts.get(id)?.pct ?? null,
      cell: (budget) => <BudgetProjection budget={budget} forecast={forecasts.get(budget.id)} />,
    },
    {
      id: "spent",
      header: "Spent",
      numeric: true,
      cell: (budget) => <Amount budget={budget} amount={budget.spent} nanos={budget.spentNanos} />,
    },
    {
      id: "held",
      header: "Held",
      numeric: true,
      cell: (budget) => <Amount budget={budget} amount={budget.reserved} nanos={budget.reservedNanos} />,
    },
    {
      id: "resets",
      header: "Resets",
      className: "@max-2xl:col-span-full",
      sortValue: (budget) => budget.windowEnd,
      cell: (budget) => <NextReset at={budget.windowEnd} />,
    },
    {
      id: "follows",
      header: "At the Limit",
      className: "@2xl:max-w-44 @max-2xl:col-span-full",
      cell: (budget) => (
        <span title={effectText(budget)}>
          <ActionBadges actions={budget.onExceeded} />
        </span>
      ),
    },
  ];
  if (canEdit) {
    columns.push({
      id: "cost", // where rows are cards, it stands beside the name
      header: "Actions",
      className: "@2xl:w-24",
      screenOnly: true,
      numeric: true,
      cell: (budget) => {
        const name = `${whoseText(budget)}, ${budget.unit} of ${windowLabels[budget.window]}`;
        return (
          <span className="inline-flex">
            <Button
              variant="ghost"
              size="icon"
              aria-label={`Edit Budget: ${name}…`}
              title="Edit Budget…"
              onClick={(event) => onEdit(budget, event.currentTarget)}
            >
              <Pencil aria-hidden="true" className="size-4" />
            </Button>
            <Button
              variant="ghost"
              size="icon"
              aria-label={`Remove Budget: ${name}…`}
              title="Remove Budget…"
              onClick={(event) => onRemove(budget, event.currentTarget)}
            >
              <Trash2 aria-hidden="true" className="size-4" />
            </Button>
          </span>
        );
      },
    });
  }
  return (
    <DataTable
      label="Budgets"
      columns={columns}
      rows={budgets}
      rowKey={(budget) => budget.id}
      defaultSort="whose"
      {...sort}
    />
  );
}

const linkClass = "underline decoration-line-strong underline-offset-3 hover:decoration-current";

function WhoseCell({ budget }: { budget: BudgetView }) {
  const { scope, scopeId, of, ofName, enabled } = budget;
  const whose = whoseText(budget);
  const href = hrefOf(budget, scopeId ?? (scope === "agent_type" ? "" : null));
  return (
    <span className="flex min-w-0 flex-col py-0.5 @2xl:min-w-36">
      <span className="flex min-w-0 flex-wrap items-center gap-x-2 font-medium wrap-anywhere">
        {href ? (
          <Link href={href} className={linkClass}>
            {whose}
          </Link>
        ) : (
          whose
        )}
        {!enabled && <Badge>Off</Badge>}
      </span>
      <span className="text-[0.8125rem] text-ink-muted wrap-anywhere">
        {scopeId === null && scope !== "organization" ? (
          of === null ? (
            "No spend yet"
          ) : (
            <>
              Most: <Most budget={budget} name={ofName ?? of} />
            </>
          )
        ) : (
          scopeLabels[scope]
        )}
      </span>
    </span>
  );
}

function Most({ budget, name }: { budget: BudgetView; name: string }) {
  const href = hrefOf(budget, budget.of);
  return href ? (
    <Link href={href} className={linkClass}>
      {name}
    </Link>
  ) : (
    name
  );
}

/** The page of whom a budget limits; null where it has none. */
function hrefOf({ scope, projectId, ofProjectId }: BudgetView, id: string | null): string | null {
  if (id === null) return null;
  switch (scope) {
    case "organization":
      return null;
    case "project":
      return productHref(id, "ai-cost");
    case "agent":
      return `${agentHref(id)}?tab=budget`;
    case "agent_type":
      return projectId && productHref(projectId, "ai-cost");
    case "pipeline_run":
      return ofProjectId && runHref(ofProjectId, id);
  }
}

function LimitCell({ budget }: { budget: BudgetView }) {
  const { unit, limit, window } = budget;
  const raised = raisedText(budget);
  return (
    <span
      className="flex flex-col items-end @max-2xl:flex-row @max-2xl:flex-wrap @max-2xl:justify-end @max-2xl:gap-x-1.5"
      title={unit === "tokens" ? formatExact(limit) : undefined}
    >
      <span className="font-medium whitespace-nowrap">{limitText(budget)}</span>
      <span className="text-[0.8125rem] text-ink-muted whitespace-nowrap">{windowLabels[window]}</span>
      {raised && <span className="text-right text-[0.8125rem] text-ink-muted text-balance">{raised}</span>}
    </span>
  );
}

type AmountProps = { budget: BudgetView; amount: number; nanos: string | null };

function Amount({ budget: { unit }, amount, nanos }: AmountProps) {
  const text = amountText(unit, amount, nanos).replace(/ tokens?$/, "");
  return <span title={unit === "tokens" ? formatExact(amount) : undefined}>{text}</span>;
}
