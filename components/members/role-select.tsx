"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { lazy, Suspense, useRef, useState } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { failureText } from "#components/ui/failure-text.ts";
import { NativeSelect } from "#components/ui/native-select.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { MemberInfo } from "#server/access/members.ts";
import type { Role } from "#server/context.ts";
import { asWhat, rolesToGive, roleWords } from "./role-words.ts";

const loadConfirm = () => import("#components/ui/confirm-dialog.tsx");
const ConfirmDialog = lazy(async () => ({ default: (await loadConfirm()).ConfirmDialog }));

type RoleSelectProps = { member: MemberInfo; self: { id: string; role: Role } };

/** A member's role. It is changed at once, with an Undo; what the reader could not take back is asked for first. */
export function RoleSelect({ member, self }: RoleSelectProps) {
  const { members } = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const select = useRef<HTMLSelectElement>(null);
  const [asked, setAsked] = useState<Role>();
  const [open, setOpen] = useState(false);
  const { userId, name, email, role } = member;
  const own = userId === self.id;
  const who = own ? "You are" : `${name || email} is`;

  const { mutate, isPending, variables, error, reset } = useMutation(
    members.setRole.mutationOptions({
      onSuccess: async (_, { role: now }) => {
        setOpen(false);
        // What one's own role shows and offers, the page knows from the server.
        if (own) router.refresh();
        else {
          const undo = { label: "Undo", onClick: () => mutate({ userId, role }) };
          showToast({
            kind: "success",
            text: `${who} now ${asWhat(now)}.`,
            ...(now !== role && { action: undo }),
          });
        }
        await queryClient.invalidateQueries(members.list.pathFilter());
      },
      onError: (problem) => {
        if (!open) showToast({ kind: "error", text: `The role was not changed. ${failureText(problem)}` });
      },
    }),
  );
  const choose = (wanted: Role) => {
    if (!own && wanted !== "owner") return mutate({ userId, role: wanted });
    reset();
    setAsked(wanted);
    setOpen(true);
  };
  return (
    <>
      <NativeSelect
        ref={select}
        onFocus={loadConfirm}
        label={`Role of ${name || email}`}
        value={isPending ? variables.role : role}
        options={rolesToGive(self.role).map((value) => ({ value, label: roleWords[value].label }))}
        onValueChange={(value) => !isPending && choose(value as Role)}
      />
      {asked && (
        <Suspense>
          <ConfirmDialog
            open={open}
            onOpenChange={setOpen}
            title={own ? `Become ${roleWords[asked].label}?` : `Make ${name || email} an Owner?`}
            description={
              own
                ? `You cannot take this back. ${roleWords[asked].label}: ${roleWords[asked].may}`
                : "An owner may do everything, and can change or remove you too."
            }
            action={own ? "Change My Role" : "Make Owner"}
            undone="The role was not changed."
            error={error}
            busy={isPending}
            onConfirm={() => mutate({ userId, role: asked })}
            returnFocusTo={select}
          />
        </Suspense>
      )}
    </>
  );
}
