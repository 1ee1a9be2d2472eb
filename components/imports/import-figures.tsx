import Link from "next/link";
import { longMonth } from "#components/dates/moment-text.ts";
import { productHref } from "#components/shell/product-path.ts";
import { ExportButton } from "#components/ui/export-button.tsx";
import type { ImportFigures as Figures } from "#server/ingest/uploads/file-import.ts";
import { counted, formatExact, formatTokens } from "#server/money/format.ts";
import { spendText } from "#server/money/spend-text.ts";
import type { ImportDetail } from "./use-imports.ts";

type Shown = Pick<
  ImportDetail,
  "id" | "status" | "projectId" | "checked" | "booked" | "earlierCalls" | "earlierNanos" | "refusedLines"
>;

/** What became of the records of a file, or what would: counts, why some were left out, and where the others are. */
export function ImportFigures({ of, children }: { of: Shown; children?: React.ReactNode }) {
  const figures = of.booked ?? of.checked;
  if (!figures) return null;
  const booked = of.booked !== null;
  const calls = figures.recorded + of.earlierCalls;
  const cost = BigInt(figures.costNanos) + BigInt(of.earlierNanos);
  const tokens = BigInt(figures.inputTokens) + BigInt(figures.outputTokens);
  // What an attempt before booked is no repeat.
  const repeats = Math.max(0, figures.duplicate - of.earlierCalls);
  const entries: [string, string, boolean?][] = [
    [booked ? "Calls Booked" : "New Calls", formatExact(calls)],
    ["Cost", calls > 0 ? spendText(cost, figures.unpriced) : "–"],
    ["Tokens", of.earlierCalls > 0 ? "–" : formatTokens(tokens)],
    ["Repeats", formatExact(repeats)],
    ["Skipped", formatExact(figures.skipped)],
    ["Refused", formatExact(figures.refused), figures.refused > 0],
    ["Unpriced", formatExact(figures.unpriced)],
  ];
  return (
    <div className="grid gap-3">
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2.5 sm:grid-cols-4 lg:grid-cols-7">
        {entries.map(([name, value, bad]) => (
          <div key={name} className="min-w-0">
            <dt className="text-[0.8125rem] text-ink-muted">{name}</dt>
            <dd className={`font-semibold tabular-nums wrap-anywhere ${bad ? "text-danger-ink" : ""}`}>{value}</dd>
          </div>
        ))}
      </dl>
      <Notes figures={figures} />
      <div className="flex flex-wrap items-center gap-2">
        {children}
        {of.refusedLines > 0 && (
          <ExportButton table="refused-lines" query={{ import: of.id }} label="Download Refused Lines" />
        )}
        {booked &&
          figures.months.slice(-6).map((month) => (
            <Link
              key={month}
              href={`${productHref(of.projectId, "ai-cost")}?month=${month}`}
              className="touch:py-2.5 text-[0.8125rem] underline underline-offset-3"
            >
              See {longMonth(month)}
            </Link>
          ))}
      </div>
    </div>
  );
}

function Notes({ figures }: { figures: Figures }) {
  const reasons = [
    ...figures.refusedReasons.map((reason) => ({ ...reason, what: "refused" })),
    ...figures.skippedReasons.map((reason) => ({ ...reason, what: "skipped" })),
  ];
  const models = figures.unpricedModels.map(({ model, count }) => `${model} (${formatExact(count)})`).join(", ");
  if (reasons.length === 0 && models === "" && figures.costGaps === 0 && figures.corrections.length === 0) return null;
  return (
    <ul className="grid gap-1 text-[0.8125rem] text-ink-muted text-pretty">
      {reasons.slice(0, 8).map(({ what, reason, count, lines }) => (
        <li key={`${what} ${reason}`} className="wrap-anywhere">
          {formatExact(count)} {what}: {reason} ({lines.length === 1 ? "line" : "lines"} {lines.slice(0, 5).join(", ")}
          {count > 5 && ", …"})
        </li>
      ))}
      {reasons.length > 8 && <li>and {counted(reasons.length - 8, "more reason")}</li>}
      {models !== "" && (
        <li className="wrap-anywhere">
          No price is known for {models}: their calls count as unpriced, not as free.{" "}
          <Link href="/dashboard/settings/prices" className="underline underline-offset-3">
            Set Prices
          </Link>
        </li>
      )}
      {figures.corrections.map(({ month, bookedMonth, calls }) => (
        <li key={`${month} ${bookedMonth}`}>
          {longMonth(month)} is closed: {counted(calls, "call")} of it in the books of {longMonth(bookedMonth)}, as
          corrections.
        </li>
      ))}
      {figures.costGaps > 0 && (
        <li>{counted(figures.costGaps, "reported cost")} far from the computed one; the reported one counts.</li>
      )}
    </ul>
  );
}
