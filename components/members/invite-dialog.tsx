"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { momentText } from "#components/dates/moment-text.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import type { OpenedDialog } from "#components/ui/dialog-button.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { Role } from "#server/context.ts";
import { rolesToGive, roleWords } from "./role-words.ts";

type InviteDialogProps = OpenedDialog & { organisation: string; ownRole: Role };

type Invited = { email: string; link: string; mailed: boolean; expiresAt: string };

/** Asks whom to invite as what; then shows the link to pass on, and says whether it was mailed as well. */
export function InviteDialog({ organisation, ownRole, open, onOpenChange, returnFocusTo }: InviteDialogProps) {
  const [invited, setInvited] = useState<Invited>();
  const close = () => {
    onOpenChange(false);
    setInvited(undefined);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(isOpen) => (isOpen ? onOpenChange(true) : close())}
      title={invited ? "Invitation Made" : "Invite Member"}
      description={
        invited
          ? invited.mailed
            ? `The link is on its way to ${invited.email}. You can pass it on yourself as well.`
            : `No e-mail is sent: pass this link on to ${invited.email}, and to nobody else.`
          : `They join ${organisation} by a link, within seven days.`
      }
      returnFocusTo={returnFocusTo}
    >
      {invited ? (
        <>
          <p className="mt-4 flex items-center gap-2 rounded-md border border-line bg-sunken py-1.5 pr-1.5 pl-3">
            <code className="min-w-0 flex-1 font-mono text-[0.8125rem] wrap-anywhere">{invited.link}</code>
            <CopyButton label="Copy Link" text={invited.link} />
          </p>
          <p className="mt-2 text-[0.8125rem] text-ink-muted">
            It works once, until {momentText(invited.expiresAt)} UTC.
          </p>
          <div className="mt-5 flex justify-end gap-2">
            <Button size="medium" onClick={() => setInvited(undefined)}>
              Invite Another
            </Button>
            <Button size="medium" variant="primary" onClick={close}>
              Done
            </Button>
          </div>
        </>
      ) : (
        <InviteForm ownRole={ownRole} onInvited={setInvited} onCancel={close} />
      )}
    </Dialog>
  );
}

type InviteFormProps = { ownRole: Role; onInvited: (invited: Invited) => void; onCancel: () => void };

function InviteForm({ ownRole, onInvited, onCancel }: InviteFormProps) {
  const { members } = useTRPC();
  const queryClient = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("member");
  const [wrong, setWrong] = useState<string>();
  const { mutate, isPending, error } = useMutation(
    members.invite.mutationOptions({
      onSuccess: (invited) => {
        void queryClient.invalidateQueries(members.list.pathFilter());
        onInvited(invited);
      },
      onError: ({ data }) => {
        if (!data?.fields?.some(({ path }) => path === "email")) return;
        setWrong("Enter an e-mail address, such as ann@example.com.");
        field.current?.focus();
      },
    }),
  );
  return (
    <form
      noValidate
      className="mt-4 flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (isPending) return;
        const isAddress = /^\S+@\S+$/.test(email.trim());
        setWrong(isAddress ? undefined : "Enter an e-mail address, such as ann@example.com.");
        if (isAddress) mutate({ email: email.trim(), role });
        else field.current?.focus();
      }}
    >
      <TextField
        ref={field}
        label="E-Mail Address"
        type="email"
        inputMode="email"
        autoComplete="off"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        {...(wrong && { problem: wrong })}
      />
      <fieldset>
        <legend className="mb-1 font-medium">Role</legend>
        {rolesToGive(ownRole).map((one) => (
          <label key={one} className="flex items-start gap-2.5 py-1 touch:min-h-11">
            <input
              type="radio"
              name="role"
              checked={role === one}
              onChange={() => setRole(one)}
              className="mt-0.5 size-4 shrink-0 accent-brand"
            />
            <span>
              {roleWords[one].label}
              <span className="block text-[0.8125rem] text-ink-muted text-pretty">{roleWords[one].may}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <ProblemText>{error && !wrong ? `Nobody was invited. ${failureText(error)}` : undefined}</ProblemText>
      <FormButtons busy={isPending} onCancel={onCancel}>
        Invite Member
      </FormButtons>
    </form>
  );
}
