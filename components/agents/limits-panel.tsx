"use client";

import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { toDollars } from "#server/money/amount.ts";
import type { BudgetForecast } from "#server/projections/budget-forecasts.ts";
import type { AgentCap, AgentLimits, AgentUsage, BudgetView } from "./agent-data.ts";
import { LimitForm, type LimitFormField } from "./limit-form.tsx";
import { LimitUse } from "./limit-use.tsx";
import { exactUse, limitName, limitText } from "./limit-words.ts";

type LimitsPanelProps = {
  agentId: string;
  canSetLimit: boolean;
  onUnsaved: (form: string, unsaved: boolean) => void;
};

const capFields = [
  { id: "dailyTokens", label: "Daily Tokens", unit: "tokens", window: "today", placeholder: "500,000" },
  { id: "dailyCost", label: "Daily Cost", unit: "cost", window: "today", placeholder: "5.00" },
  { id: "monthlyTokens", label: "Monthly Tokens", unit: "tokens", window: "month", placeholder: "10,000,000" },
  { id: "monthlyCost", label: "Monthly Cost", unit: "cost", window: "month", placeholder: "100.00" },
] as const;

/** The four caps, and whatever else limits the agent. */
export function LimitsPanel({ agentId, canSetLimit, onUnsaved }: LimitsPanelProps) {
  const { agents, projections } = useTRPC();
  const queryClient = useQueryClient();
  const { data: limits, refetch } = useSuspenseQuery(agents.limits.queryOptions({ agentId }));
  const { data: usage } = useSuspenseQuery(agents.usage.queryOptions({ agentId }));
  // Where they are missing the limits stand as they are, and where they come later they join.
  const { data: known } = useQuery(projections.ofBudgets.queryOptions());
  const forecasts = (useHydrated() && known) || [];
  const forecastOf = (budget: BudgetView | null) => forecasts.find(({ budgetId }) => budgetId === budget?.id);
  const saved = () => {
    void queryClient.invalidateQueries(projections.ofBudgets.queryFilter());
    return queryClient.invalidateQueries({ queryKey: agents.pathKey() });
  };
  const setLimits = useMutation(agents.setLimits.mutationOptions({ onSuccess: saved }));
  const form = { readOnly: !canSetLimit, onUnsaved, onConflict: async () => void (await refetch()) };
  return (
    <>
      <Card aria-labelledby="limits">
        <CardHeader
          id="limits"
          title="Limits"
          scope="At any of them the agent is paused until a person resumes it or raises the limit; one that also blocks (set in Budgets) lets it go on when the next day or month begins. It warns at 80% and 95%. 0 or empty: not set."
        />
        <LimitForm
          {...form}
          name="Limits"
          fields={capFields.map((field) => ({
            ...fieldOf(field, limits, usage),
            forecast: forecastOf(limits.caps[field.id]),
          }))}
          onSave={async (amounts, versions) => {
            const dollars = (cap: AgentCap) => toDollars(amounts[cap] ?? 0n);
            const tokens = (cap: AgentCap) => Number(amounts[cap] ?? 0n);
            await setLimits.mutateAsync({
              agentId,
              limits: {
                dailyTokens: tokens("dailyTokens"),
                dailyCost: dollars("dailyCost"),
                monthlyTokens: tokens("monthlyTokens"),
                monthlyCost: dollars("monthlyCost"),
              },
              versions,
            });
          }}
        />
      </Card>
      {limits.others.length > 0 && (
        <OtherLimits budgets={limits.others} forecastOf={forecastOf} canSetLimit={canSetLimit} />
      )}
    </>
  );
}

function fieldOf(
  { id, label, unit, window, placeholder }: (typeof capFields)[number],
  limits: AgentLimits,
  usage: AgentUsage,
): Omit<LimitFormField, "forecast"> {
  const use = usage[window];
  const cost = unit === "cost";
  return {
    id,
    label,
    unit,
    placeholder,
    budget: limits.caps[id],
    version: limits.versions[id],
    unset: unsetText(limits.others.find((other) => isOfSameKind(other, { unit, window }))),
    used: cost ? BigInt(use.costNanos) : BigInt(use.tokens),
    unpricedCalls: cost ? use.unpricedCalls : 0,
  };
}

/** Whether another budget of agents limits the same as a cap would. */
const isOfSameKind = (other: BudgetView, { unit, window }: { unit: string; window: "today" | "month" }) =>
  other.scope === "agent" &&
  other.enabled &&
  other.unit === unit &&
  other.window === (window === "today" ? "day" : "month");

const unsetText = (other: BudgetView | undefined) =>
  other && `Not set here. A budget of ${limitText(exactUse(other).limit, other.unit)} holds: see Also Limited By.`;

const budgetsHref = (budgetId: string) => `/dashboard/budgets?q=${encodeURIComponent(budgetId)}`;
const editLink =
  "font-normal text-[0.8125rem] underline decoration-line-strong underline-offset-3 hover:decoration-current print:hidden";

type OtherLimitsProps = {
  budgets: readonly BudgetView[];
  forecastOf: (budget: BudgetView) => BudgetForecast | undefined;
  canSetLimit: boolean;
};

/** Limits of its project, its type, the organisation, or set by other means: they hold for the agent as well. */
function OtherLimits({ budgets, forecastOf, canSetLimit }: OtherLimitsProps) {
  return (
    <Card aria-labelledby="other-limits" className="pb-5">
      <CardHeader
        id="other-limits"
        title="Also Limited By"
        scope="Budgets made on the Budgets page or by the API: these hold for this agent too. The figures are of whom they are for."
      />
      <ul className="mt-4 grid gap-x-8 gap-y-5 px-4 sm:px-5 md:grid-cols-2">
        {budgets.map((budget) => (
          <li key={budget.id} className="min-w-0">
            <p className="flex flex-wrap items-baseline justify-between gap-x-4 font-medium wrap-anywhere">
              {limitName(budget)}
              <Link href={budgetsHref(budget.id)} prefetch={false} className={editLink}>
                {canSetLimit ? "Edit in Budgets" : "See in Budgets"}
              </Link>
            </p>
            <LimitUse
              label={limitName(budget)}
              budget={budget}
              unpricedCalls={0}
              // Of a budget of each, the projection is of the one that will use most: another agent, perhaps.
              forecast={budget.scopeId === null && budget.scope !== "organization" ? undefined : forecastOf(budget)}
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}
