import { classNames } from "#components/ui/class-names.ts";
import type { InsightKind } from "#server/insights/insight.ts";
import type { InsightView } from "#server/insights/queries.ts";
import { counted } from "#server/money/format.ts";
import { spendText } from "#server/money/spend-text.ts";
import { kindLabels } from "./insight-words.ts";
import { insightKinds } from "./insights-url.ts";
import { KindIcon } from "./kind-icon.tsx";

type KindTilesProps = {
  insights: readonly InsightView[];
  kind: InsightKind | null;
  onKindChange: (kind: InsightKind | null) => void;
};

/** What the insights of each kind come to; pressed, a tile shows that kind only. */
export function KindTiles({ insights, kind, onKindChange }: KindTilesProps) {
  return (
    <fieldset className="grid grid-cols-2 gap-2.5 sm:grid-cols-3 sm:gap-3 xl:grid-cols-5 print:grid-cols-5">
      <legend className="sr-only">Show One Kind</legend>
      {insightKinds.map((each) => {
        const ofKind = insights.filter(({ evidence }) => evidence.kind === each);
        const nanos = ofKind.reduce((sum, { amountNanos }) => sum + BigInt(amountNanos), 0n);
        const unpriced = ofKind.reduce((sum, { unpricedCalls }) => sum + unpricedCalls, 0);
        return (
          <button
            key={each}
            type="button"
            aria-pressed={kind === each}
            onClick={() => onKindChange(kind === each ? null : each)}
            className={classNames(
              "flex min-w-0 flex-col gap-1.5 rounded-xl border bg-surface px-3.5 py-3 text-left shadow-card transition-colors duration-100 hover:bg-sunken sm:px-4",
              kind === each ? "border-brand/50 bg-brand-soft" : "border-line",
            )}
          >
            <span className="flex w-full items-center gap-2 font-medium text-[0.8125rem] text-ink-muted">
              <KindIcon kind={each} />
              <span className="min-w-0 truncate print:text-[8.5pt]">{kindLabels[each]}</span>
            </span>
            <span className="font-semibold text-[1.25rem] leading-6 tracking-[-0.02em] tabular-nums">
              {ofKind.length === 0 ? "–" : spendText(nanos, unpriced)}
            </span>
            <span className="text-ink-muted text-xs">
              {ofKind.length === 0 ? "Nothing found" : counted(ofKind.length, "insight")}
            </span>
          </button>
        );
      })}
    </fieldset>
  );
}
