"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type RefObject, useState } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { counted } from "#server/money/format.ts";
import type { AgentDetail } from "./agent-data.ts";

type PauseAgentDialogProps = {
  agent: AgentDetail;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  returnFocusTo: RefObject<HTMLElement | null>;
};

/** Says what a pause does, and asks. */
export function PauseAgentDialog({ agent, ...dialog }: PauseAgentDialogProps) {
  const [reason, setReason] = useState("");
  const { agents } = useTRPC();
  const queryClient = useQueryClient();
  const pause = useMutation(
    agents.pause.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: agents.pathKey() });
        dialog.onOpenChange(false);
      },
    }),
  );
  return (
    <ConfirmDialog
      {...dialog}
      title={`Pause “${agent.name}”?`}
      description={
        <>
          New jobs are refused: an agent that asks before it spends gets no more. {underWay(agent)} Calls that are sent
          in without asking are still recorded.
        </>
      }
      action="Pause Agent"
      undone="It was not paused."
      error={pause.error}
      busy={pause.isPending}
      onConfirm={() => pause.mutate({ agentId: agent.agentId, reason: reason.trim() || undefined })}
    >
      <div className="mt-4">
        <TextField
          label="Reason"
          hint="Optional. Everyone who looks at this agent sees it."
          maxLength={500}
          autoComplete="off"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
    </ConfirmDialog>
  );
}

/** What goes on when it is paused: `2 running jobs finish.` */
function underWay({ runningJobs, openHolds }: AgentDetail): string {
  const jobs =
    runningJobs > 0 && `${counted(runningJobs, "running job")} ${runningJobs === 1 ? "finishes" : "finish"}.`;
  const holds =
    openHolds > 0 && `${counted(openHolds, "call")} already granted ${openHolds === 1 ? "goes" : "go"} through.`;
  return [jobs, holds].filter(Boolean).join(" ") || "Nothing is running now.";
}
