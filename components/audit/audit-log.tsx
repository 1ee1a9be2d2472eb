"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { NativeSelect } from "#components/ui/native-select.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { SearchBox } from "#components/ui/search-box.tsx";
import { AuditPanel } from "./audit-panel.tsx";
import { auditQuery, auditUrl } from "./audit-url.ts";
import { actorText, groupLabel } from "./audit-words.ts";

/** Who changed what in the organisation. */
export function AuditLog({ organisation }: { organisation: string }) {
  const [url, setUrl] = useQueryStates(auditUrl);
  return (
    <>
      <PageHeader title="Audit Log" subtitle={`Who changed what in ${organisation}. Entries cannot be changed.`} />
      <Card aria-labelledby="audit" className="overflow-hidden">
        <CardHeader id="audit" title="Changes" scope="Newest first, times UTC">
          <SearchBox label="Search Targets" value={url.q} onValueChange={(text, step) => setUrl({ q: text }, step)} />
          <PanelBoundary name="Filters" skeleton={<span className="block h-8 w-48" />}>
            <Filters />
          </PanelBoundary>
          <ExportButton table="audit" query={auditQuery(url)} />
        </CardHeader>
        <div className="pt-3">
          <PanelBoundary name="Audit Log" skeleton={<TableSkeleton rows={8} />}>
            <AuditPanel />
          </PanelBoundary>
        </div>
      </Card>
    </>
  );
}

function Filters() {
  const { data } = useSuspenseQuery(useTRPC().audit.filters.queryOptions());
  const [{ group, actor }, setUrl] = useQueryStates(auditUrl);
  // What an address asks for can be chosen, also where the log does not know it.
  const withAsked = (known: readonly string[], asked: string) =>
    asked && !known.includes(asked) ? [...known, asked] : known;
  return (
    <>
      <NativeSelect
        label="Kind of Change"
        value={group}
        options={[
          { value: "", label: "Any Change" },
          ...withAsked(data.groups, group).map((value) => ({ value, label: groupLabel(value) })),
        ]}
        onValueChange={(value) => setUrl({ group: value })}
      />
      <NativeSelect
        label="Who"
        value={actor}
        options={[
          { value: "", label: "Anyone" },
          ...withAsked(data.actors, actor).map((value) => ({ value, label: actorText(value) })),
        ]}
        onValueChange={(value) => setUrl({ actor: value })}
      />
    </>
  );
}
