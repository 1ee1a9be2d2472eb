"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { CommandLine } from "#components/ui/command-line.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { keyCommand } from "./first-call.ts";

type KeyStepProps = {
  orgId: string;
  canManageKeys: boolean;
  /** The key that was made on this page. */
  secret: string | undefined;
  onCreated: (secret: string) => void;
};

/** Makes a key in place and shows it, this once; who may not is told whom to ask. */
export function KeyStep({ orgId, canManageKeys, secret, onCreated }: KeyStepProps) {
  const { mutate, isPending, error } = useMutation(
    useTRPC().keys.create.mutationOptions({ onSuccess: ({ key }) => onCreated(key) }),
  );
  if (secret) {
    return (
      <>
        <p role="status" className="mt-0.5 text-ink-muted">
          Keep it where your agent’s secrets are: it is not shown again.
        </p>
        <CommandLine label="Copy Key Command" command={`export PURSER_KEY=${secret}`} />
      </>
    );
  }
  if (!canManageKeys) {
    return (
      <>
        <p className="mt-0.5 text-ink-muted">Ask an owner or admin for one, or whoever runs Purser, in its folder:</p>
        <CommandLine label="Copy Key Command" command={keyCommand(orgId)} />
      </>
    );
  }
  return (
    <div className="mt-1.5 grid max-w-3xl justify-items-start gap-2">
      <Button
        variant="primary"
        busy={isPending}
        onClick={() => mutate({ name: "first key", scopes: ["ingest", "reserve"] })}
      >
        Create Key
      </Button>
      <ProblemText>{error ? `No key was made. ${failureText(error)}` : undefined}</ProblemText>
    </div>
  );
}
