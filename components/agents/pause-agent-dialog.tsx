"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type RefObject, useRef, useState } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { AlertDialog } from "#components/ui/dialog.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { counted } from "#server/money/format.ts";
import type { AgentDetail } from "./agent-data.ts";

type PauseAgentDialogProps = {
  agent: AgentDetail;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  returnFocusTo: RefObject<HTMLElement | null>;
};

/** Says what a pause does, and asks. Cancel has the focus first. */
export function PauseAgentDialog({ agent, open, onOpenChange, returnFocusTo }: PauseAgentDialogProps) {
  const cancel = useRef<HTMLButtonElement>(null);
  const [reason, setReason] = useState("");
  const { agents } = useTRPC();
  const queryClient = useQueryClient();
  const pause = useMutation(
    agents.pause.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: agents.pathKey() });
        onOpenChange(false);
      },
    }),
  );
  return (
    <AlertDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Pause “${agent.name}”?`}
      description={
        <>
          New jobs are refused: an agent that asks before it spends gets no more. {underWay(agent)} Calls that are sent
          in without asking are still recorded.
        </>
      }
      returnFocusTo={returnFocusTo}
      initialFocus={cancel}
    >
      <form
        className="mt-4 grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (!pause.isPending) pause.mutate({ agentId: agent.agentId, reason: reason.trim() || undefined });
        }}
      >
        <TextField
          label="Reason"
          hint="Optional. Everyone who looks at this agent sees it."
          maxLength={500}
          autoComplete="off"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <ProblemText>{pause.error ? `It was not paused. ${failureText(pause.error)}` : undefined}</ProblemText>
        <div className="flex justify-end gap-2">
          <Button ref={cancel} size="medium" onClick={() => onOpenChange(false)}>
            Cancel
          </Button>
          <Button size="medium" variant="danger" type="submit" busy={pause.isPending}>
            Pause Agent
          </Button>
        </div>
      </form>
    </AlertDialog>
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
