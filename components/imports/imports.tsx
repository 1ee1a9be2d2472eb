"use client";

import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { ImportHistory } from "./import-history.tsx";
import { ImportPanel } from "./import-panel.tsx";

type ImportsProps = {
  organisation: string;
  projects: readonly { id: string; name: string }[];
  /** The largest file that is taken. */
  maxBytes: number;
  /** A UTC time, the same for server and browser. */
  now: string;
};

/** Calls that are in files already: read, checked and booked here. */
export function Imports({ organisation, projects, maxBytes, now }: ImportsProps) {
  return (
    <>
      <PageHeader title="Import" subtitle={`Bring calls from files into ${organisation}`} live={false} />
      <div className="grid gap-4">
        <ImportPanel projects={projects} maxBytes={maxBytes} />
        <PanelBoundary name="Imports" skeleton={<TableSkeleton rows={4} />} framed>
          <ImportHistory projects={projects} now={now} />
        </PanelBoundary>
      </div>
    </>
  );
}
