"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { CheckField } from "#components/ui/check-field.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import type { OpenedDialog } from "#components/ui/dialog-button.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { ApiScope } from "#server/context.ts";
import { lifetimes, scopeWords } from "./key-words.ts";
import { NewKey } from "./new-key.tsx";

type CreateKeyDialogProps = OpenedDialog & { purser: string };

const allScopes = Object.keys(scopeWords) as ApiScope[];
const dayMs = 86_400_000;

type Created = { key: string; scopes: string[] };

/** Asks what a key is for; then shows its secret, this once, ready to use. */
export function CreateKeyDialog({ purser, open, onOpenChange, returnFocusTo }: CreateKeyDialogProps) {
  const [created, setCreated] = useState<Created>();
  const close = () => {
    onOpenChange(false);
    setCreated(undefined);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(isOpen) => (isOpen ? onOpenChange(true) : close())}
      title={created ? "Copy the Key" : "Create Key"}
      description={
        created
          ? "It is not shown again: Purser keeps only its hash. Put it where your agent’s secrets are."
          : "One for each agent or program, with the scopes it needs: then one can be revoked without the others."
      }
      returnFocusTo={returnFocusTo}
    >
      {created ? (
        <>
          <NewKey secret={created.key} scopes={created.scopes} purser={purser} />
          <div className="mt-5 flex justify-end">
            <Button size="medium" variant="primary" onClick={close}>
              Done
            </Button>
          </div>
        </>
      ) : (
        <CreateForm onCreated={setCreated} onCancel={close} />
      )}
    </Dialog>
  );
}

function CreateForm({ onCreated, onCancel }: { onCreated: (created: Created) => void; onCancel: () => void }) {
  const { keys } = useTRPC();
  const queryClient = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<ReadonlySet<ApiScope>>(new Set(["ingest", "reserve"]));
  const [days, setDays] = useState(0);
  const [wrong, setWrong] = useState<{ name?: string; scopes?: string }>({});
  const { mutate, isPending, error } = useMutation(
    keys.create.mutationOptions({
      onSuccess: (created) => {
        void queryClient.invalidateQueries(keys.list.pathFilter());
        onCreated(created);
      },
    }),
  );
  const create = () => {
    const problems = {
      ...(name.trim() === "" && { name: "Give the key a name, such as that of the agent." }),
      ...(scopes.size === 0 && { scopes: "Choose at least one scope." }),
    };
    setWrong(problems);
    if (problems.name) field.current?.focus();
    if (Object.keys(problems).length > 0 || isPending) return;
    const expiresAt = days > 0 ? new Date(Date.now() + days * dayMs).toISOString() : undefined;
    mutate({ name: name.trim(), scopes: [...scopes], ...(expiresAt && { expiresAt }) });
  };
  const choose = (scope: ApiScope, on: boolean) =>
    setScopes(new Set(allScopes.filter((one) => (one === scope ? on : scopes.has(one)))));
  return (
    <form
      noValidate
      className="mt-4 flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        create();
      }}
    >
      <TextField
        ref={field}
        label="Name"
        autoComplete="off"
        maxLength={100}
        placeholder="triage-bot"
        value={name}
        onChange={(event) => setName(event.target.value)}
        {...(wrong.name && { problem: wrong.name })}
      />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 font-medium">Scopes</legend>
        {allScopes.map((scope) => (
          <CheckField
            key={scope}
            label={scopeWords[scope].label}
            hint={scopeWords[scope].may}
            checked={scopes.has(scope)}
            onChange={(change) => choose(scope, change.target.checked)}
          />
        ))}
        <p role="alert" className="text-[0.8125rem] text-danger-ink empty:hidden">
          {wrong.scopes}
        </p>
      </fieldset>
      <SelectField
        label="Ends"
        value={String(days)}
        options={lifetimes.map((one) => ({ value: String(one.days), label: one.label }))}
        onChange={(event) => setDays(Number(event.target.value))}
      />
      <ProblemText>{error ? `No key was made. ${failureText(error)}` : undefined}</ProblemText>
      <FormButtons busy={isPending} onCancel={onCancel}>
        Create Key
      </FormButtons>
    </form>
  );
}
