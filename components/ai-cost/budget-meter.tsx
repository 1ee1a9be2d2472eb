import { budgetValueText } from "./budget-status.ts";
import { LimitMeter } from "./limit-meter.tsx";

type BudgetMeterProps = {
  label: string;
  spent: bigint;
  unpricedCalls: number;
  limit: bigint;
  /** Where the month is projected to end. */
  projected?: bigint | undefined;
};

/** The monthly limit of a project in dollars as a bar. */
export function BudgetMeter({ label, spent, unpricedCalls, limit, projected }: BudgetMeterProps) {
  const valueText = budgetValueText(spent, limit, unpricedCalls, projected);
  return <LimitMeter label={label} used={spent} limit={limit} projected={projected} valueText={valueText} />;
}
