"use client";

import { lazy, Suspense } from "react";
import type { AskedApproval } from "./approval-words.ts";

/** The code of the dialogs, which comes when a button is near. */
export const loadAnswer = {
  approve: () => import("./approve-dialog.tsx"),
  reject: () => import("./reject-dialog.tsx"),
};

const ApproveDialog = lazy(async () => ({ default: (await loadAnswer.approve()).ApproveDialog }));
const RejectDialog = lazy(async () => ({ default: (await loadAnswer.reject()).RejectDialog }));

/** A request that is being answered, and the button to go back to. */
export type Answering = { approval: AskedApproval; answer: "approve" | "reject"; button: HTMLElement };

type AnswerDialogsProps = { answering: Answering | undefined; open: boolean; onClose: () => void };

/**
 * The dialog of an answer. It stands beside the list, not in it: when somebody else decides meanwhile, the request leaves
 * the list, and whoever is answering it is told instead of losing the dialog.
 */
export function AnswerDialogs({ answering, open, onClose }: AnswerDialogsProps) {
  if (!answering) return null;
  const { approval, answer, button } = answering;
  const Dialog = answer === "approve" ? ApproveDialog : RejectDialog;
  return (
    <Suspense>
      <Dialog
        key={`${approval.id} ${answer}`}
        approval={approval}
        open={open}
        onOpenChange={(isOpen) => !isOpen && onClose()}
        returnFocusTo={{ current: button }}
      />
    </Suspense>
  );
}
