"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useQueryStates } from "nuqs";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { SearchBox } from "#components/ui/search-box.tsx";
import { ProjectionsTable } from "./projections-table.tsx";
import { type ProjectionTab, projectionsUrl } from "./projections-url.ts";

/** The projects or the agents of the organisation with what they are projected to cost, searched by name. */
export function ProjectionsPanel({ tab }: { tab: ProjectionTab }) {
  const { data: all } = useSuspenseQuery(useTRPC().projections.ofScopes.queryOptions({ scope: tab }));
  const [url, setUrl] = useQueryStates(projectionsUrl);
  const wanted = url.q.trim().toLowerCase();
  const shown = all.filter(({ id, name }) => [id, name].some((text) => text.toLowerCase().includes(wanted)));
  if (all.length === 0) {
    return (
      <EmptyState title={`No ${tab} made a call in the last 30 days.`}>
        Projections begin with 7 days of data.
      </EmptyState>
    );
  }
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
        <p className="min-w-0 flex-1 basis-72 text-[0.8125rem] text-ink-muted text-pretty">
          Each {tab} is projected by its own days, so the parts need not add up to the organisation. Limits stand beside
          their projections under{" "}
          <Link href="/dashboard/budgets" className="underline underline-offset-3">
            Budgets
          </Link>
          .
        </p>
        <span className="flex flex-wrap items-center gap-2 print:hidden">
          <SearchBox
            label={tab === "project" ? "Search Projects" : "Search Agents"}
            value={url.q}
            onValueChange={(q, step) => setUrl({ q }, step)}
          />
          <ExportButton table="projections" query={{ of: tab, q: url.q }} />
        </span>
      </div>
      {shown.length > 0 ? (
        <ProjectionsTable
          tab={tab}
          rows={shown}
          sort={url.sort ?? undefined}
          onSortChange={(sort) => setUrl({ sort })}
        />
      ) : (
        <EmptyState
          title={`No ${tab} matches.`}
          action={
            <Button onClick={() => setUrl({ q: null })}>
              {tab === "project" ? "Show All Projects" : "Show All Agents"}
            </Button>
          }
        />
      )}
    </>
  );
}
