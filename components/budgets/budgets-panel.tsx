"use client";

import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { lazy, Suspense, useRef, useState } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { NativeSelect } from "#components/ui/native-select.tsx";
import { SearchBox } from "#components/ui/search-box.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import type { BudgetView } from "#server/budgets/queries.ts";
import { counted } from "#server/money/format.ts";
import type { BudgetForecast } from "#server/projections/budget-forecasts.ts";
import { scopeLabels } from "./budget-words.ts";
import { BudgetsTable } from "./budgets-table.tsx";
import { budgetsUrl, type ScopeFilter } from "./budgets-url.ts";

const loadDialog = () => import("./budget-dialog.tsx");
const BudgetDialog = lazy(async () => ({ default: (await loadDialog()).BudgetDialog }));
const RemoveBudgetDialog = lazy(async () => ({
  default: (await import("./remove-budget-dialog.tsx")).RemoveBudgetDialog,
}));

const scopeOptions = [
  { value: "all", label: "Any Scope" },
  ...Object.entries(scopeLabels).map(([value, label]) => ({ value, label })),
];

type Asked = { what: "set" | "remove"; budget: BudgetView | null; times: number };

/** Every budget of the organisation, and the dialogs that change them. */
export function BudgetsPanel({ canEdit }: { canEdit: boolean }) {
  const trpc = useTRPC();
  const { data: budgets } = useSuspenseQuery(trpc.budgets.list.queryOptions());
  // Where they are missing the limits stand as they are, and where they come later they join.
  const { data: known } = useQuery(trpc.projections.ofBudgets.queryOptions());
  const forecasts = (useHydrated() && known) || [];
  const [url, setUrl] = useQueryStates(budgetsUrl);
  const pressed = useRef<HTMLElement>(null);
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const ask = (what: Asked["what"], budget: BudgetView | null, button: HTMLElement) => {
    pressed.current = button;
    setAsked((before) => ({ what, budget, times: (before?.times ?? 0) + 1 }));
    setOpen(true);
  };
  const wanted = url.q.trim().toLowerCase();
  const shown = budgets.filter(
    (budget) =>
      // The server says what a budget is found by, so that the file holds what the page shows.
      (url.scope === "all" || budget.scope === url.scope) && budget.words.includes(wanted),
  );
  const addButton = (
    <Button
      variant="primary"
      onPointerEnter={loadDialog}
      onFocus={loadDialog}
      onClick={(event) => ask("set", null, event.currentTarget)}
    >
      Add Budget…
    </Button>
  );
  return (
    <Card aria-labelledby="budgets" className="overflow-hidden">
      <CardHeader id="budgets" title="All Budgets" scope={summary(budgets, forecasts, canEdit)}>
        {budgets.length > 0 && (
          <>
            <SearchBox label="Search Budgets" value={url.q} onValueChange={(q, step) => setUrl({ q }, step)} />
            <NativeSelect
              label="Scope"
              value={url.scope}
              options={scopeOptions}
              onValueChange={(scope) => setUrl({ scope: scope as ScopeFilter })}
            />
            <ExportButton table="budgets" query={{ q: url.q, scope: url.scope }} />
            {canEdit && addButton}
          </>
        )}
      </CardHeader>
      <div className="pt-3">
        {shown.length > 0 ? (
          <BudgetsTable
            budgets={shown}
            forecasts={new Map(forecasts.map((forecast) => [forecast.budgetId, forecast]))}
            canEdit={canEdit}
            onEdit={(budget, button) => ask("set", budget, button)}
            onRemove={(budget, button) => ask("remove", budget, button)}
            sort={url.sort ?? undefined}
            onSortChange={(sort) => setUrl({ sort })}
          />
        ) : budgets.length === 0 ? (
          <EmptyState title="No budgets yet." action={canEdit && addButton}>
            A budget limits what the organisation, a project, an agent, an agent type or a run may spend in a day or a
            month. It alerts on the way there and, if you want, stops calls before they pass it.
            {!canEdit && " Owners and admins add them."}
          </EmptyState>
        ) : (
          <EmptyState
            title="No budget matches."
            action={<Button onClick={() => setUrl({ q: null, scope: null })}>Show All Budgets</Button>}
          />
        )}
      </div>
      {asked && (
        <Suspense>
          {asked.what === "remove" && asked.budget ? (
            <RemoveBudgetDialog
              key={asked.times}
              open={open}
              onOpenChange={setOpen}
              returnFocusTo={pressed}
              budget={asked.budget}
            />
          ) : (
            <BudgetDialog
              key={asked.times}
              open={open}
              onOpenChange={setOpen}
              returnFocusTo={pressed}
              budget={asked.budget}
              taken={new Set(budgets.map(({ id }) => id))}
            />
          )}
        </Suspense>
      )}
    </Card>
  );
}

function summary(budgets: readonly BudgetView[], forecasts: readonly BudgetForecast[], canEdit: boolean): string {
  const on = budgets.filter(({ enabled }) => enabled);
  const count = (status: BudgetView["status"]) => on.filter((budget) => budget.status === status).length;
  const heading = forecasts.filter(({ passesOn }) => passesOn !== null).length;
  const standing = `${counted(budgets.length, "budget")}, ${count("over_limit")} over, ${count("near_limit")} near the limit${heading > 0 ? `, ${heading} heading past it` : ""}.`;
  const editors = canEdit ? "" : "Owners and admins change them.";
  return budgets.length > 0 ? `${standing} ${editors}`.trim() : editors;
}
