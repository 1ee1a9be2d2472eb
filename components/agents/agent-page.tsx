"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useQueryStates } from "nuqs";
import { lazy } from "react";
import { AgentBadge } from "#components/ai-cost/agent-badge.tsx";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { momentText } from "#components/dates/moment-text.ts";
import { PageHeader } from "#components/shell/page-header.tsx";
import { productHref } from "#components/shell/product-path.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Card } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { counted } from "#server/money/format.ts";
import type { AgentDetail } from "./agent-data.ts";
import { AgentStatus } from "./agent-status.tsx";
import { agentTabs, agentUrl } from "./agents-url.ts";
import { AnalyticsTab } from "./analytics-tab.tsx";
import { useLeaveGuard } from "./use-leave-guard.tsx";

// The tab a page opens with is part of it; the code of the others comes with their tab.
const loadBudget = () => import("./budget-tab.tsx");
const loadRuns = () => import("./runs-tab.tsx");
const loadActivity = () => import("./activity-tab.tsx");
const BudgetTab = lazy(async () => ({ default: (await loadBudget()).BudgetTab }));
const RunsTab = lazy(async () => ({ default: (await loadRuns()).RunsTab }));
const ActivityTab = lazy(async () => ({ default: (await loadActivity()).ActivityTab }));

const labelOf = (value: string) => agentTabs.find((tab) => tab.value === value)?.label ?? "";

type AgentPageProps = { agentId: string; canSetLimit: boolean; canManageAgents: boolean };

/** One agent: whether it goes on, what it spends, what limits it, what it did. */
export function AgentPage({ agentId, canSetLimit, canManageAgents }: AgentPageProps) {
  const [url, setUrl] = useQueryStates(agentUrl);
  const { data: agent } = useSuspenseQuery(useTRPC().agents.get.queryOptions({ agentId }));
  const guard = useLeaveGuard();
  return (
    <>
      <PageHeader
        title={
          <span className="flex min-w-0 items-center gap-1.5">
            <span className="font-normal text-ink-muted max-sm:sr-only">Agent</span>
            <span className="min-w-0 wrap-anywhere">{agent.name}</span>
            <CopyButton label="Copy Agent ID" text={agent.agentId} />
          </span>
        }
        subtitle={<Who agent={agent} />}
      />
      <div className="flex flex-col gap-4">
        <PanelBoundary name="Status" skeleton={<Skeleton className="h-20 rounded-xl" />} framed>
          <AgentStatus agent={agent} canManageAgents={canManageAgents} />
        </PanelBoundary>
        <div>
          <Tabs
            label="Agent"
            tabs={agentTabs}
            value={url.tab}
            onValueChange={(tab) => guard.leave(() => void setUrl({ tab }))}
            renderPanel={(tab) =>
              tab === "analytics" || tab === "budget" ? (
                <div className="pt-4">
                  <PanelBoundary name={labelOf(tab)} skeleton={<Skeleton className="h-96 rounded-xl" />} framed>
                    {tab === "analytics" ? (
                      <AnalyticsTab agentId={agentId} />
                    ) : (
                      <BudgetTab agentId={agentId} canSetLimit={canSetLimit} onUnsaved={guard.onUnsaved} />
                    )}
                  </PanelBoundary>
                </div>
              ) : (
                <Card aria-label={labelOf(tab)} className="mt-4 overflow-hidden">
                  <PanelBoundary name={labelOf(tab)} skeleton={<TableSkeleton rows={8} />}>
                    {tab === "runs" ? <RunsTab agentId={agentId} /> : <ActivityTab agentId={agentId} />}
                  </PanelBoundary>
                </Card>
              )
            }
          />
        </div>
      </div>
      {guard.question}
    </>
  );
}

/** So many of an agent’s projects its heading names. */
const mostNamed = 3;

function Who({ agent }: { agent: AgentDetail }) {
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <AgentBadge colour={agent.colour} label={agent.label} />
      {agent.name !== agent.agentId && (
        <span className="font-mono text-[0.8125rem] wrap-anywhere">{agent.agentId}</span>
      )}
      {agent.projects.slice(0, mostNamed).map(({ projectId, name }) => (
        <Link
          key={projectId}
          href={productHref(projectId, "ai-cost")}
          className="underline decoration-line-strong underline-offset-3 hover:decoration-current"
        >
          {name}
        </Link>
      ))}
      {agent.projects.length > mostNamed && (
        <span>and {counted(agent.projects.length - mostNamed, "more project")}</span>
      )}
      <span>
        {agent.lastEventAt ? (
          <>
            Last call <Timestamp iso={agent.lastEventAt} text={momentText(agent.lastEventAt)} />
          </>
        ) : (
          "No call yet"
        )}
      </span>
    </span>
  );
}
