import type { RepricePreview } from "#server/ledger/preview-reprice.ts";
import type { RepriceView } from "#server/ledger/reprice-queries.ts";
import { parseDollars } from "#server/money/amount.ts";
import { counted, formatDollars, formatExact } from "#server/money/format.ts";

const money = (dollars: string) => formatDollars(parseDollars(dollars));

/** How many calls a reprice would change: those without a price, and with `all` those that have another one. */
export function changingCalls({ unpriced, priced }: RepricePreview, all: boolean): number {
  return unpriced.calls - unpriced.still + (all ? priced.calls : 0);
}

/** What calls without a price would cost: `12 calls without a price would cost $3.21.` Null where there are none. */
export function unpricedSentence({ unpriced }: RepricePreview): string | null {
  const found = unpriced.calls - unpriced.still;
  if (found === 0) return null;
  const more = unpriced.complete ? "" : " More than these were not looked at.";
  return `${counted(found, "call")} recorded without a price would cost ${money(unpriced.after)}.${more}`;
}

/** What calls that have a price would come to: `340 priced calls would come to $8.00 instead of $12.00.` */
export function pricedSentence({ priced }: RepricePreview): string | null {
  if (priced.calls === 0) return null;
  const without = priced.unpricedAfter > 0 ? ` ${counted(priced.unpricedAfter, "call")} would have no price.` : "";
  const more = priced.complete ? "" : " More than these were not looked at.";
  return `${counted(priced.calls, "priced call")} would come to ${money(priced.after)} instead of ${money(priced.before)}.${without}${more}`;
}

/** Calls that keep what their caller reported. */
export function reportedSentence({ reported }: RepricePreview): string | null {
  if (reported === 0) return null;
  return `${counted(reported, "call")} ${reported === 1 ? "keeps" : "keep"} the cost that ${reported === 1 ? "its caller" : "their callers"} reported.`;
}

/** What a price that is not set yet would mean for what is recorded. */
export function affectedSentences(preview: RepricePreview): string[] {
  const found = [unpricedSentence(preview), pricedSentence(preview), reportedSentence(preview)].filter(
    (sentence) => sentence !== null,
  );
  if (found.length === 0) return ["No recorded call is affected."];
  const changes = changingCalls(preview, true) > 0;
  return changes ? [...found, "None of them changes until you reprice it."] : found;
}

/** How far a reprice has come, or what it came to. */
export function progressText({
  status,
  calls,
  unpricedCalls,
  looked,
  total,
  before,
  after,
  model,
  problem,
}: RepriceView): string {
  if (status === "running")
    return `Repricing calls of ${model}: ${counted(looked, "call")} of about ${formatExact(total)} looked at.`;
  if (status === "failed") return problem ?? "The reprice ended early.";
  if (calls === 0) return `No call of ${model} had another price.`;
  if (calls === unpricedCalls && before === "0") {
    return `${counted(calls, "call")} of ${model} ${calls === 1 ? "has" : "have"} a price now: ${money(after)}.`;
  }
  return `${counted(calls, "call")} of ${model} repriced: ${money(before)} became ${money(after)}.`;
}
