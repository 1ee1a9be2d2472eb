"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useQueryStates } from "nuqs";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { SearchBox } from "#components/ui/search-box.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { OrganizationProjection } from "./organization-projection.tsx";
import { ProjectionsTable } from "./projections-table.tsx";
import { type ProjectionTab, projectionsUrl, projectionTabs } from "./projections-url.ts";

const nouns: Record<ProjectionTab, string> = { project: "project", agent: "agent" };

/** The organisation, and a table of its projects or its agents. */
export function ProjectionsPanel() {
  const { data } = useSuspenseQuery(useTRPC().projections.overview.queryOptions());
  const [url, setUrl] = useQueryStates(projectionsUrl);
  const wanted = url.q.trim().toLowerCase();
  return (
    <div className="flex flex-col gap-4">
      <OrganizationProjection month={data.month} forecast={data.organization} />
      <Card aria-label="Projects and Agents" className="overflow-hidden">
        <Tabs
          label="Projections"
          tabs={projectionTabs}
          value={url.tab}
          onValueChange={(tab) => setUrl({ tab, sort: null, q: null })}
          renderPanel={(tab) => {
            const all = tab === "project" ? data.projects : data.agents;
            const shown = all.filter(({ id, name }) => [id, name].some((text) => text.toLowerCase().includes(wanted)));
            if (all.length === 0) {
              return (
                <EmptyState title={`No ${nouns[tab]} made a call in the last 30 days.`}>
                  Projections begin with 7 days of data.
                </EmptyState>
              );
            }
            return (
              <>
                <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
                  <p className="min-w-0 flex-1 basis-72 text-[0.8125rem] text-ink-muted text-pretty">
                    Each {nouns[tab]} is projected by its own days, so the parts need not add up to the organisation.
                    Limits stand beside their projections under{" "}
                    <Link href="/dashboard/budgets" className="underline underline-offset-3">
                      Budgets
                    </Link>
                    .
                  </p>
                  <span className="print:hidden">
                    <SearchBox
                      label={tab === "project" ? "Search Projects" : "Search Agents"}
                      value={url.q}
                      onValueChange={(q) => setUrl({ q })}
                    />
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
                    title={`No ${nouns[tab]} matches.`}
                    action={
                      <Button onClick={() => setUrl({ q: null })}>
                        {tab === "project" ? "Show All Projects" : "Show All Agents"}
                      </Button>
                    }
                  />
                )}
              </>
            );
          }}
        />
      </Card>
    </div>
  );
}
