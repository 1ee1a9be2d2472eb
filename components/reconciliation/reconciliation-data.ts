/*
 * What the page of the reconciliation is given: the answer of `reconciliation.month`. Money comes in dollars for drawing
 * and in nano-dollars, as text, for words.
 */

import type { reconciliation } from "#server/reports/reconciliation.ts";

export type Reconciliation = Awaited<ReturnType<typeof reconciliation>>;
export type ReconciledRow = Reconciliation["rows"][number];
export type Sums = Reconciliation["total"];
export type DifferencePart = keyof Sums["parts"];
