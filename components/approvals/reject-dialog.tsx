"use client";

import { useState } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { type AnswerDialogProps, AnswerForm } from "./answer-form.tsx";
import type { AskedApproval } from "./approval-words.ts";
import { useDecide } from "./use-decide.ts";

/** Rejects a request with the reason that its agent is told. */
export function RejectDialog({ approval, open, onOpenChange, returnFocusTo }: AnswerDialogProps) {
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
  const deciding = useDecide(approval, onDone);
  const missing = reason.trim() === "";
  const reject = () => {
    setTried(true);
    if (!missing) deciding.decide({ decision: "reject", reason: reason.trim() });
  };
  return (
    <AnswerForm deciding={deciding} action="Reject" variant="danger" onSubmit={reject}>
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
    </AnswerForm>
  );
}
