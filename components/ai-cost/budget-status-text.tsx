import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { type BudgetStatus, budgetStatus, budgetStatusLabel } from "./budget-status.ts";

const looks: Record<BudgetStatus, { icon: typeof CircleCheck; className: string }> = {
  on_track: { icon: CircleCheck, className: "text-on-track-ink" },
  near_limit: { icon: TriangleAlert, className: "text-near-limit-ink" },
  over_limit: { icon: CircleAlert, className: "text-over-limit-ink" },
};

type StatusTextProps = {
  status: BudgetStatus;
  /** Nothing is left although less is spent: calls under way hold the rest. */
  fullyHeld?: boolean;
};

/** Label, icon and colour of a status; any one of them is enough to know it. */
export function StatusText({ status, fullyHeld = false }: StatusTextProps) {
  const held = fullyHeld && status !== "over_limit";
  const { icon: Icon, className } = looks[held ? "near_limit" : status];
  return (
    <span className={`inline-flex items-center gap-1.5 align-middle font-medium whitespace-nowrap ${className}`}>
      <Icon aria-hidden="true" className="size-4 shrink-0" />
      {held ? "Fully Held" : budgetStatusLabel[status]}
    </span>
  );
}

/** The status of exact amounts; `reserved`: what calls under way hold. */
export function BudgetStatusText({ spent, limit, reserved = 0n }: { spent: bigint; limit: bigint; reserved?: bigint }) {
  return <StatusText status={budgetStatus(spent, limit)} fullyHeld={reserved > 0n && spent + reserved >= limit} />;
}
