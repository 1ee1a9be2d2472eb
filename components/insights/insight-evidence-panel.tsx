import type { ReactNode } from "react";
import type { InsightView } from "#server/insights/queries.ts";
import { AlternativesTable } from "./alternatives-table.tsx";
import { EffortsTable } from "./efforts-table.tsx";
import { evidenceFigures } from "./evidence-figures.ts";

/** What an insight rests on: its figures, a table where it compares, and how it was worked out. */
export function InsightEvidencePanel({ insight, method }: { insight: InsightView; method: string }) {
  const { evidence } = insight;
  const partial = (evidence.kind === "caching" || evidence.kind === "cheaper_model") && evidence.partial;
  return (
    <div className="border-line border-t">
      <dl className="grid grid-cols-[repeat(auto-fill,minmax(8rem,1fr))] gap-x-5 gap-y-3 px-4 py-3.5 sm:px-5">
        {evidenceFigures(insight).map(({ name, value, exact, beside }) => (
          <div key={name} className="min-w-0">
            <dt className="text-[0.8125rem] text-ink-muted">{name}</dt>
            <dd className="font-medium tabular-nums wrap-anywhere">
              <span title={exact}>{value}</span>
              {beside && <span className="block font-normal text-[0.8125rem] text-ink-muted">{beside}</span>}
            </dd>
          </div>
        ))}
      </dl>
      {evidence.kind === "cheaper_model" && (
        <Table>
          <AlternativesTable insight={insight} evidence={evidence} />
        </Table>
      )}
      {evidence.kind === "effort" && (
        <Table>
          <EffortsTable evidence={evidence} />
        </Table>
      )}
      <p className="border-line border-t px-4 py-2.5 text-[0.8125rem] text-ink-muted text-pretty sm:px-5">
        {method}
        {partial && " Only its latest 20,000 calls were read; there are more in the period."}
      </p>
    </div>
  );
}

const Table = ({ children }: { children: ReactNode }) => <div className="border-line border-t pt-1">{children}</div>;
