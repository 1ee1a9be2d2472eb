import type { ReactNode, RefObject } from "react";
import { Button } from "#components/ui/button.tsx";
import { ProblemText } from "#components/ui/problem-text.tsx";
import type { AskedApproval } from "./approval-words.ts";
import type { useDecide } from "./use-decide.ts";

/** A dialog that answers one request. */
export type AnswerDialogProps = {
  approval: AskedApproval;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  returnFocusTo: RefObject<HTMLElement | null>;
};

type AnswerFormProps = {
  deciding: ReturnType<typeof useDecide>;
  /** What the button that answers says. */
  action: string;
  variant: "primary" | "danger";
  onSubmit: () => void;
  children: ReactNode;
};

/** The fields of an answer, why it was not taken, and its buttons; only Close where somebody else decided first. */
export function AnswerForm({ deciding, action, variant, onSubmit, children }: AnswerFormProps) {
  const { busy, decided, problem, leave } = deciding;
  return (
    <form
      noValidate
      className="mt-4 flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) onSubmit();
      }}
    >
      {children}
      <ProblemText>{problem}</ProblemText>
      <div className="mt-1 flex justify-end gap-2">
        <Button size="medium" onClick={leave}>
          {decided ? "Close" : "Cancel"}
        </Button>
        {!decided && (
          <Button size="medium" variant={variant} type="submit" busy={busy}>
            {action}
          </Button>
        )}
      </div>
    </form>
  );
}
