import { CircleAlert, Info } from "lucide-react";
import { Notice } from "#components/ui/notice.tsx";
import { leftOutText, withoutUsageText } from "./left-out-words.ts";
import type { Reconciliation } from "./reconciliation-data.ts";

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
          {leftOutText(of)}
        </Notice>
      ))}
      {withoutUsage.map((of) => (
        <Notice key={of.label} tone="warning" icon={<CircleAlert aria-hidden="true" />}>
          {withoutUsageText(of)}
        </Notice>
      ))}
    </>
  );
}
