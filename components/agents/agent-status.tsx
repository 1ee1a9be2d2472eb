"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { momentText } from "#components/dates/moment-text.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { AgentDetail, BudgetView } from "./agent-data.ts";
import { limitName, usedText } from "./limit-words.ts";

const loadDialog = () => import("./pause-agent-dialog.tsx");
const PauseAgentDialog = lazy(async () => ({ default: (await loadDialog()).PauseAgentDialog }));

type AgentStatusProps = { agent: AgentDetail; canManageAgents: boolean };

/** Whether the agent may spend, by whom and why not, which caps stop it, and the button that pauses or resumes it. */
export function AgentStatus({ agent, canManageAgents }: AgentStatusProps) {
  const { agents } = useTRPC();
  const { data } = useSuspenseQuery(agents.limits.queryOptions({ agentId: agent.agentId }));
  const paused = agent.status === "paused";
  return (
    <Card aria-label="Status" className="px-4 py-3.5 sm:px-5">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div role="status" className="min-w-0 flex-1 basis-64 text-pretty">
          <p className="font-semibold text-[0.9375rem]">
            <StatusBadge status={agent.status} />
          </p>
          <Since agent={agent} />
        </div>
        {canManageAgents ? (
          <div className="print:hidden">{paused ? <Resume agent={agent} /> : <Pause agent={agent} />}</div>
        ) : (
          <p className="text-[0.8125rem] text-ink-muted">Owners and admins pause and resume agents.</p>
        )}
      </div>
      <StoppedBy paused={paused} caps={data.stoppedBy} />
    </Card>
  );
}

/** Why, by whom and since when it is as it is. */
function Since({ agent }: { agent: AgentDetail }) {
  const { statusSince, statusBy, statusReason, pausedUntil, status } = agent;
  if (!statusSince) return <p className="mt-0.5 text-[0.8125rem] text-ink-muted">Since its first call.</p>;
  const byBudget = statusBy?.startsWith("system:") ?? false;
  const by = byBudget ? "Purser" : statusBy;
  return (
    <p className="mt-0.5 text-[0.8125rem] text-ink-muted wrap-anywhere">
      {statusReason && <span className="text-ink">{sentence(statusReason)} </span>}
      {status === "paused" ? "Paused" : "Resumed"}
      {by && ` by ${by}`}, <Timestamp iso={statusSince} text={momentText(statusSince)} />.{" "}
      {status === "paused" &&
        (pausedUntil ? (
          <>
            It goes on by itself on <Timestamp iso={pausedUntil} text={momentText(pausedUntil)} />.
          </>
        ) : (
          `It stays paused until a person resumes it${byBudget ? " or the limit that paused it is raised" : ""}.`
        ))}
    </p>
  );
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** The caps that refuse its calls now, whether it is paused or not. */
function StoppedBy({ paused, caps }: { paused: boolean; caps: readonly BudgetView[] }) {
  if (caps.length === 0) return null;
  return (
    <div className="mt-3 flex items-start gap-2 border-line border-t pt-3 text-[0.8125rem]">
      <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-over-limit-ink" />
      <div className="min-w-0 text-pretty">
        <p>
          {caps.length === 1 ? "A cap is" : `${caps.length} caps are`} reached.{" "}
          {paused ? "If you resume it now, its next call is refused." : "Its next call is refused."} Raise the limit to
          let it go on.
        </p>
        <ul aria-label="Reached Caps" className="mt-1 flex flex-col gap-0.5">
          {caps.map((cap) => (
            <li key={cap.id} className="tabular-nums wrap-anywhere">
              <span className="font-medium">{limitName(cap)}</span>: {usedText(cap, 0)}
              {cap.windowEnd && (
                <span className="text-ink-muted">
                  , resets <Timestamp iso={cap.windowEnd} text={momentText(cap.windowEnd)} />
                </span>
              )}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function Pause({ agent }: { agent: AgentDetail }) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        ref={trigger}
        onPointerEnter={loadDialog}
        onFocus={loadDialog}
        onClick={() => {
          setOpened(true);
          setOpen(true);
        }}
      >
        Pause Agent…
      </Button>
      {opened && (
        <Suspense>
          <PauseAgentDialog agent={agent} open={open} onOpenChange={setOpen} returnFocusTo={trigger} />
        </Suspense>
      )}
    </>
  );
}

function Resume({ agent }: { agent: AgentDetail }) {
  const { agents } = useTRPC();
  const queryClient = useQueryClient();
  const resume = useMutation(
    agents.resume.mutationOptions({
      onSuccess: async ({ stoppedBy }) => {
        await queryClient.invalidateQueries({ queryKey: agents.pathKey() });
        const caps = stoppedBy.map(limitName).join(" and ");
        const still = `Resumed, but ${caps} still ${stoppedBy.length === 1 ? "stops" : "stop"} it: its next call is refused.`;
        showToast({ kind: "success", text: stoppedBy.length > 0 ? still : `${agent.name} is active again.` });
      },
      onError: (error) => showToast({ kind: "error", text: `It is still paused. ${failureText(error)}` }),
    }),
  );
  return (
    <Button variant="primary" busy={resume.isPending} onClick={() => resume.mutate({ agentId: agent.agentId })}>
      Resume Agent
    </Button>
  );
}
