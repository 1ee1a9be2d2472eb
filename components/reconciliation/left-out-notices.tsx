import { CircleAlert, Info } from "lucide-react";
import { Notice } from "#components/ui/notice.tsx";
import { counted, formatDollars } from "#server/money/format.ts";
import { shortRangeLabel } from "#server/time/label.ts";
import type { Reconciliation } from "./reconciliation-data.ts";

type Span = { days: number; first: string; last: string };

/** What the figures of the page leave out, and what to do about it. */
export function LeftOutNotices({ data: { leftOut, withoutUsage } }: { data: Reconciliation }) {
  return (
    <>
      {leftOut.map((of) => (
        <Notice
          key={`${of.provider} ${of.reason}`}
          tone={of.reason === "not_over" ? "info" : "warning"}
          icon={of.reason === "not_over" ? <Info aria-hidden="true" /> : <CircleAlert aria-hidden="true" />}
        >
          {of.reason === "not_over"
            ? `${spanText(of)} of ${of.label} was fetched before it was over and is not compared. Import the report again.`
            : `${spanText(of)} of ${of.label} has no costs report and is not compared. The ledger has ${formatDollars(BigInt(of.costNanos))} of it${of.unpricedCalls > 0 ? ` and ${counted(of.unpricedCalls, "call")} without a price` : ""}.`}
        </Notice>
      ))}
      {withoutUsage.map((of) => (
        <Notice key={of.label} tone="warning" icon={<CircleAlert aria-hidden="true" />}>
          {spanText(of)} of {of.label} has no usage report, so differences cannot be explained. Import the usage as
          well.
        </Notice>
      ))}
    </>
  );
}

/** `Nov 3`; `Nov 3 – 9 (7 days)`; with gaps `12 days between Nov 3 and Nov 30`. */
function spanText({ days, first, last }: Span): string {
  const span = shortRangeLabel({ first, last });
  return days === 1 ? span : `${span} (${counted(days, "day")})`;
}
