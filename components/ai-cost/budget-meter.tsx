import { budgetValueText } from "./budget-status.ts";
import { LimitMeter } from "./limit-meter.tsx";

type BudgetMeterProps = { label: string; spent: bigint; unpricedCalls: number; limit: bigint };

/** The monthly limit of a project in dollars as a bar. */
export function BudgetMeter({ label, spent, unpricedCalls, limit }: BudgetMeterProps) {
  const valueText = budgetValueText(spent, limit, unpricedCalls);
  return <LimitMeter label={label} used={spent} limit={limit} valueText={valueText} />;
}
