import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { type BudgetStatus, budgetStatus, budgetStatusLabel } from "./budget-status.ts";

const looks: Record<BudgetStatus, { icon: typeof CircleCheck; className: string }> = {
  on_track: { icon: CircleCheck, className: "text-on-track-ink" },
  near_limit: { icon: TriangleAlert, className: "text-near-limit-ink" },
  over_limit: { icon: CircleAlert, className: "text-over-limit-ink" },
};

/** Label, icon and colour of a status; any one of them is enough to know it. */
export function StatusText({ status }: { status: BudgetStatus }) {
  const { icon: Icon, className } = looks[status];
  return (
    <span className={`inline-flex items-center gap-1.5 align-middle font-medium whitespace-nowrap ${className}`}>
      <Icon aria-hidden="true" className="size-4 shrink-0" />
      {budgetStatusLabel[status]}
    </span>
  );
}

/** The status of exact amounts. */
export function BudgetStatusText({ spent, limit }: { spent: bigint; limit: bigint }) {
  return <StatusText status={budgetStatus(spent, limit)} />;
}
