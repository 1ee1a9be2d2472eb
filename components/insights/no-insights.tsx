import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { InsightSearch } from "#server/insights/queries.ts";
import { RefreshButton } from "./refresh-button.tsx";

type NoInsightsProps = {
  search: InsightSearch;
  dismissed: boolean;
  /** There are others, of another kind or project. */
  filtered: boolean;
  onShowAll: () => void;
};

/** Why there is nothing to show. */
export function NoInsights({ search, dismissed, filtered, onShowAll }: NoInsightsProps) {
  return (
    <Card aria-label="No Insights">
      {filtered ? (
        <EmptyState title="No insight matches." action={<Button onClick={onShowAll}>Show All Insights</Button>} />
      ) : dismissed ? (
        <EmptyState title="Nothing dismissed.">What somebody dismisses is kept here, and can be taken back.</EmptyState>
      ) : !search ? (
        <EmptyState title="Not looked for yet." action={<RefreshButton>Find Insights</RefreshButton>}>
          Purser looks every hour for runs with unusually many tokens, retries, missed caching, cheaper models and
          needless effort.
        </EmptyState>
      ) : search.agents === 0 ? (
        <EmptyState title="No calls in the last 30 days.">
          Insights are found in what agents spend. They appear within an hour of the first calls.
        </EmptyState>
      ) : (
        <EmptyState title="Nothing unusual in the last 30 days.">
          {search.agentsWithFewJobs === search.agentsRead
            ? "No agent has 20 jobs in 90 days yet, so runs cannot be compared. Retries, caching, models and effort give nothing to save."
            : "No run stands out, and retries, caching, models and effort give nothing to save."}
        </EmptyState>
      )}
    </Card>
  );
}
