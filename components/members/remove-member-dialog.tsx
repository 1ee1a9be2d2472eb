"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { RefObject } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { MemberInfo } from "#server/access/members.ts";

type RemoveMemberDialogProps = {
  member: MemberInfo;
  /** The reader, who leaves. */
  own: boolean;
  organisation: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onRemoved: () => void;
  returnFocusTo: RefObject<HTMLElement | null>;
};

/** Asks before somebody is removed, or leaves: what ends with it, and what stays. */
export function RemoveMemberDialog({ member, own, organisation, onRemoved, ...dialog }: RemoveMemberDialogProps) {
  const { members } = useTRPC();
  const queryClient = useQueryClient();
  const name = member.name || member.email;
  const removal = useMutation(
    members.remove.mutationOptions({
      onSuccess: () => {
        onRemoved();
        dialog.onOpenChange(false);
        showToast({ kind: "success", text: `${name} was removed.` });
        return queryClient.invalidateQueries(members.list.pathFilter());
      },
    }),
  );
  // The whole page anew: it is another organisation's, or none's.
  const leave = useMutation(members.leave.mutationOptions({ onSuccess: () => window.location.assign("/dashboard") }));
  const stays = "stay: keys that were made go on working until they are revoked.";
  return (
    <ConfirmDialog
      {...dialog}
      title={own ? `Leave ${organisation}?` : `Remove ${name}?`}
      description={
        own
          ? `You see nothing of ${organisation} from then on, and need an invitation to come back. Your changes ${stays}`
          : `${name} sees nothing of ${organisation} from then on. Their changes ${stays}`
      }
      action={own ? "Leave Organisation" : "Remove Member"}
      undone={own ? "You are still a member." : "Nobody was removed."}
      error={own ? leave.error : removal.error}
      busy={own ? leave.isPending || leave.isSuccess : removal.isPending}
      onConfirm={() => (own ? leave.mutate() : removal.mutate({ userId: member.userId }))}
    />
  );
}
