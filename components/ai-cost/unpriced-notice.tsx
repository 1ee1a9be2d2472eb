import { CircleHelp } from "lucide-react";
import Link from "next/link";
import { pricesHref } from "#components/prices/prices-url.ts";
import { buttonClass } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { counted, formatTokens } from "#server/money/format.ts";

type UnpricedNoticeProps = { calls: number; tokens: number; models: readonly string[]; namelessCalls: number };

/** Says that totals are too low, by which models and what to do, where calls have no price. An unknown price is not zero. */
export function UnpricedNotice({ calls, tokens, models, namelessCalls }: UnpricedNoticeProps) {
  if (calls === 0) return null;
  const sources = [
    ...(models.length > 0 ? [counted(models.length, "model")] : []),
    ...(namelessCalls > 0 ? [`${counted(namelessCalls, "call")} whose model is hidden`] : []),
  ];
  return (
    <Notice
      tone="warning"
      icon={<CircleHelp aria-hidden="true" />}
      action={
        <Link href={pricesHref(models.length === 1 ? models[0] : undefined)} className={buttonClass()}>
          Set Prices
        </Link>
      }
    >
      {formatTokens(tokens)} tokens from {sources.join(" and ")} have no price, so totals are low
      {models.length > 0 && `: ${models.slice(0, 4).join(", ")}`}
      {models.length > 4 && ` and ${models.length - 4} more`}.
    </Notice>
  );
}
