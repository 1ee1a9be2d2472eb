import { longMonth, nameOfMonth } from "#components/dates/moment-text.ts";
import { counted, formatDollars, formatExact } from "#server/money/format.ts";
import { unpriced } from "#server/money/spend-text.ts";
import { dayLabel, shortRangeLabel } from "#server/time/label.ts";
import type { ClosePreview, CorrectionMark, CorrectionSum } from "./books-data.ts";

/** An amount that is added: `+$5.00`, `−$0.40`, `$0.00`. */
export function addedText(nanos: bigint, money = formatDollars): string {
  if (nanos === 0n) return money(nanos);
  return nanos > 0n ? `+${money(nanos)}` : `−${money(-nanos)}`;
}

/** What corrections came to: `+$5.00`, `at least +$5.00`, `Unpriced` where no price is known of any. */
export function correctedText({
  costNanos,
  unpricedCalls,
}: Pick<CorrectionSum, "costNanos" | "unpricedCalls">): string {
  const nanos = BigInt(costNanos);
  if (unpricedCalls > 0) return nanos === 0n ? unpriced : `at least ${addedText(nanos)}`;
  return addedText(nanos);
}

/** How many: `2 late calls, 1 reprice`. */
export function countText({ calls, corrections }: Pick<CorrectionSum, "calls" | "corrections">): string {
  const reprices = corrections - calls;
  const parts = [calls > 0 && counted(calls, "late call"), reprices > 0 && counted(reprices, "reprice")];
  return parts.filter(Boolean).join(", ");
}

/** `October 2026`; `August, September and October 2026`; over a year's end each with its year. */
export function monthsText(months: readonly string[]): string {
  const oneYear = new Set(months.map((month) => month.slice(0, 4))).size === 1;
  if (months.length > 3) return `${longMonth(months[0] ?? "")} to ${longMonth(months.at(-1) ?? "")}`;
  const names = months.map((month, i) => (oneYear && i < months.length - 1 ? nameOfMonth(month) : longMonth(month)));
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** What a mark on a call says in short, and in full. */
export function markText({ bookedMonth, reason }: CorrectionMark): { label: string; title: string } {
  const month = longMonth(bookedMonth);
  return reason === "late"
    ? {
        label: `Booked in ${month}`,
        title: `Recorded after its month was closed: its cost is in the books of ${month}.`,
      }
    : {
        label: `Corrected in ${month}`,
        title: `Repriced after its month was closed: the difference is in the books of ${month}.`,
      };
}

/** What speaks for waiting with a close, a sentence each. */
export function closeWarnings({ months, openReservations, missingDays }: ClosePreview): string[] {
  const unpricedCalls = months.reduce((sum, month) => sum + month.unpricedCalls, 0);
  const days = missingDays.reduce((sum, { first, last }) => sum + daysOf(first, last), 0);
  return [
    unpricedCalls > 0 &&
      `${counted(unpricedCalls, "call")} ${unpricedCalls === 1 ? "has" : "have"} no price and would be closed without a cost. A price set later is a correction.`,
    openReservations > 0 &&
      `${counted(openReservations, "reservation")} of that time ${openReservations === 1 ? "is" : "are"} still open. Calls settled after the close are corrections.`,
    days > 0 &&
      `${counted(days, "day")} without any call: ${missingText(missingDays)}. Check that nothing is still to be imported.`,
  ].filter((text) => text !== false);
}

const mostStretches = 4;

function missingText(stretches: ClosePreview["missingDays"]): string {
  const shown = stretches
    .slice(0, mostStretches)
    .map((range) => (range.first === range.last ? dayLabel(range.first) : shortRangeLabel(range)));
  const rest = stretches.slice(mostStretches).reduce((sum, { first, last }) => sum + daysOf(first, last), 0);
  return rest > 0 ? `${shown.join(", ")} and ${formatExact(rest)} more` : shown.join(", ");
}

const daysOf = (first: string, last: string): number =>
  Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000) + 1;
