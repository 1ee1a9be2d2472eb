"use client";

import { type RefObject, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { AskedApproval } from "./approval-words.ts";
import { useDecide } from "./use-decide.ts";

type RejectDialogProps = {
  approval: AskedApproval;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  returnFocusTo: RefObject<HTMLElement | null>;
};

/** Rejects a request with the reason that its agent is told. */
export function RejectDialog({ approval, open, onOpenChange, returnFocusTo }: RejectDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Reject This Request?"
      description={`The call of ${approval.agentName} is refused for good, and the agent is told why.`}
      returnFocusTo={returnFocusTo}
    >
      <RejectForm approval={approval} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function RejectForm({ approval, onDone }: { approval: AskedApproval; onDone: () => void }) {
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const { decide, busy, decided, problem, leave } = useDecide(approval, onDone);
  const missing = reason.trim() === "";
  return (
    <form
      noValidate
      className="mt-4 flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!missing && !busy) decide({ decision: "reject", reason: reason.trim() });
      }}
    >
      <TextField
        label="Reason"
        required
        maxLength={500}
        autoComplete="off"
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        hint="The agent gets this with the refusal."
        {...(tried && missing && { problem: "Enter a reason: the agent is told why." })}
      />
      <ProblemText>{problem}</ProblemText>
      <div className="mt-1 flex justify-end gap-2">
        <Button size="medium" onClick={leave}>
          {decided ? "Close" : "Cancel"}
        </Button>
        {!decided && (
          <Button size="medium" variant="danger" type="submit" busy={busy}>
            Reject
          </Button>
        )}
      </div>
    </form>
  );
}
