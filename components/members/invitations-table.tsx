"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useRef, useState } from "react";
import { momentText } from "#components/dates/moment-text.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { PendingInvitation } from "#server/access/invitations.ts";
import { roleWords } from "./role-words.ts";

const loadConfirm = () => import("#components/ui/confirm-dialog.tsx");
const ConfirmDialog = lazy(async () => ({ default: (await loadConfirm()).ConfirmDialog }));

/** Who was invited and has not joined yet. */
export function InvitationsTable({ invitations }: { invitations: readonly PendingInvitation[] }) {
  const { members } = useTRPC();
  const queryClient = useQueryClient();
  const trigger = useRef<HTMLElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [email, setEmail] = useState<string>();
  const [open, setOpen] = useState(false);
  const { mutate, isPending, error, reset } = useMutation(
    members.revokeInvitation.mutationOptions({
      onSuccess: () => {
        // The button is gone with its row.
        trigger.current = box.current;
        setOpen(false);
        showToast({ kind: "success", text: `The invitation of ${email} was withdrawn.` });
      },
      onSettled: () => queryClient.invalidateQueries(members.list.pathFilter()),
    }),
  );
  const columns: TableColumn<PendingInvitation>[] = [
    {
      id: "email",
      header: "E-Mail Address",
      className: "@max-2xl:col-span-12!",
      cell: (invitation) => <span className="wrap-anywhere">{invitation.email}</span>,
    },
    { id: "role", header: "Role", cell: ({ role }) => roleWords[role].label },
    {
      id: "inviter",
      header: "Invited By",
      cell: ({ inviterName }) => <span className="wrap-anywhere">{inviterName}</span>,
    },
    {
      id: "until",
      header: "Valid Until",
      numeric: true,
      cell: ({ expiresAt }) => <Timestamp iso={expiresAt} text={momentText(expiresAt)} />,
    },
    {
      id: "link",
      header: "Link",
      numeric: true,
      screenOnly: true,
      cell: (invitation) => (
        <span className="inline-flex items-center gap-1">
          {invitation.link ? (
            <CopyButton label={`Copy Link for ${invitation.email}`} text={invitation.link} />
          ) : (
            <span className="text-ink-muted" title="Whoever has the link becomes an owner: only owners see it.">
              Owners only
            </span>
          )}
          <Button
            variant="ghost"
            className="@2xl:-mr-2.5"
            aria-label={`Withdraw Invitation of ${invitation.email}…`}
            onPointerEnter={loadConfirm}
            onFocus={loadConfirm}
            onClick={(event) => {
              trigger.current = event.currentTarget;
              reset();
              setEmail(invitation.email);
              setOpen(true);
            }}
          >
            Withdraw…
          </Button>
        </span>
      ),
    },
  ];
  return (
    <div ref={box} tabIndex={-1} className="outline-none">
      <DataTable
        label="Open Invitations"
        columns={columns}
        rows={invitations}
        rowKey={(one) => one.email}
        leadColumn=""
      />
      {email && (
        <Suspense>
          <ConfirmDialog
            open={open}
            onOpenChange={setOpen}
            title="Withdraw This Invitation?"
            description={`The link of ${email} opens nothing from then on. You can invite them again.`}
            action="Withdraw Invitation"
            undone="The invitation was not withdrawn."
            error={error}
            busy={isPending}
            onConfirm={() => mutate({ email })}
            returnFocusTo={trigger}
          />
        </Suspense>
      )}
    </div>
  );
}
