import { amountText, budgetText, scopeText, windowName } from "#components/alerts/alert-words.ts";
import type { Approval } from "#server/alerts/approval-queries.ts";
import type { Raise } from "#server/alerts/approval-raises.ts";

export type AskedApproval = Approval & { raises: Raise[] };

const limitOf = (raise: Raise) =>
  `${windowName(raise)} ${raise.unit === "cost" ? "limit" : "token limit"} of ${scopeText(raise)}`;

/** `Passes November limit of agent scout, $500.00, by $12.30`: the one call does, and the limit stays. */
export function passText(raise: Raise): string {
  const { unit, from, to } = raise;
  const by = amountText(unit, BigInt(to) - BigInt(from));
  return `Passes ${limitOf(raise)}, ${amountText(unit, BigInt(from))}, by ${by}`;
}

/** `Raises November limit of agent scout from $500.00 to $800.00`, with an extra amount in nano-dollars. */
export function raiseText(raise: Raise, extra: bigint): string {
  const from = BigInt(raise.from);
  return `Raises ${limitOf(raise)} from ${amountText(raise.unit, from)} to ${amountText(raise.unit, from + extra)}`;
}

/** `Monthly cost limit of agent scout: $498.00 spent and $1.00 held of $500.00` */
export function standingText(raise: Raise): string {
  const amount = (text: string) => amountText(raise.unit, BigInt(text));
  const held = raise.reserved === "0" ? "" : ` and ${amount(raise.reserved)} held`;
  return `${budgetText(raise)} of ${scopeText(raise)}: ${amount(raise.spent)} spent${held} of ${amount(raise.from)}`;
}

/** That the agent is paused, and what approving means for that. */
export function pauseText({ by, reason, resumes }: NonNullable<Approval["agentPause"]>): string {
  const who = by.startsWith("system:") ? "" : ` by ${by}`;
  const why = reason ? `: ${reason.replace(/[.!?]$/, "")}` : "";
  return `The agent is paused${who}${why}. ${resumes ? "Approving resumes it too." : "Resume it first: approving does not."}`;
}

/** The model that the agent wants to call, where it said; null otherwise. */
export function modelOf({ request }: Approval): string | null {
  return typeof request.model === "string" ? request.model : null;
}
