import { CircleHelp } from "lucide-react";
import { Notice } from "#components/ui/notice.tsx";
import { formatExact, formatTokens } from "#server/money/format.ts";

type UnpricedNoticeProps = { calls: number; tokens: number; models: readonly string[] };

/** Says that totals are too low, by which models, where some calls have no price. An unknown price is not zero. */
export function UnpricedNotice({ calls, tokens, models }: UnpricedNoticeProps) {
  if (calls === 0) return null;
  const count = models.length === 1 ? "1 model" : `${formatExact(models.length)} models`;
  return (
    <Notice tone="warning" icon={<CircleHelp aria-hidden="true" />}>
      {formatTokens(tokens)} tokens from {count} have no price, so totals are low: {models.slice(0, 4).join(", ")}
      {models.length > 4 && ` and ${models.length - 4} more`}.
    </Notice>
  );
}
