"use client";

import { useState } from "react";
import { longMonth } from "#components/dates/moment-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { NativeSelect } from "#components/ui/native-select.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { SegmentedControl } from "#components/ui/segmented-control.tsx";
import { rangeLabel } from "#server/time/label.ts";
import { monthRange, presetRange, rangePresets } from "#server/time/range.ts";
import type { Grouping } from "./ai-cost-url.ts";
import type { DailySpendView } from "./daily-spend-figure.tsx";
import { DailySpendPanel } from "./daily-spend-panel.tsx";
import { DailySpendSkeleton } from "./panel-skeletons.tsx";

type DailySpendProps = Omit<DailySpendView, "asTable"> & {
  onGroupingChange: (by: Grouping) => void;
};

const rangeOptions = (month: string | undefined) =>
  rangePresets.map((value) => {
    const days = `${Number.parseInt(value, 10)} days`;
    return { value, label: value, hint: month ? `${days} up to the end of ${longMonth(month)}` : `Last ${days}` };
  });
const groupingOptions = [
  { value: "none", label: "No Grouping" },
  { value: "agentType", label: "By Agent Type" },
  { value: "provider", label: "By Provider" },
] as const;

/** The daily chart with its title and controls, which stay in reach while the figures load or fail. */
export function DailySpend({ onGroupingChange, ...view }: DailySpendProps) {
  const [asTable, setAsTable] = useState(false);
  const lastDay = new Date(view.month ? monthRange(view.month).last : view.today);
  return (
    <Card as="figure" aria-labelledby="daily-spend" className="pb-4">
      <CardHeader id="daily-spend" title="Daily Spend" scope={rangeLabel(presetRange(view.range, lastDay))}>
        <SegmentedControl
          label="Time Range"
          options={rangeOptions(view.month)}
          value={view.range}
          onValueChange={view.onRangeChange}
        />
        <NativeSelect
          label="Group By"
          value={view.by}
          options={groupingOptions}
          onValueChange={(by) => onGroupingChange(by as Grouping)}
        />
        <Button aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          View as Table
        </Button>
        <ExportButton
          table="daily-spend"
          query={{
            projectId: view.projectId,
            month: view.month,
            range: view.range,
            groupBy: view.by === "none" ? null : view.by,
          }}
        />
      </CardHeader>
      <PanelBoundary name="Daily Spend" skeleton={<DailySpendSkeleton />}>
        <DailySpendPanel {...view} asTable={asTable} />
      </PanelBoundary>
    </Card>
  );
}
