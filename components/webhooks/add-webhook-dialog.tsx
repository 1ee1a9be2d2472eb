"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type RefObject, useRef, useState } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { allEvents, type EventName, eventNames } from "./event-names.ts";

type AddWebhookDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  returnFocusTo: RefObject<HTMLElement | null>;
};

/** Asks for an address, what it is told and how; then shows the secret, this once. */
export function AddWebhookDialog({ open, onOpenChange, returnFocusTo }: AddWebhookDialogProps) {
  const [secret, setSecret] = useState<string>();
  const close = () => {
    onOpenChange(false);
    setSecret(undefined);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(isOpen) => (isOpen ? onOpenChange(true) : close())}
      title={secret ? "Copy the Secret" : "Add Webhook"}
      description={
        secret
          ? "Every message is signed with it, so that the receiver knows it is from Purser. It is not shown again."
          : "Purser sends a message to this address when something happens, and tries again for two hours if it must."
      }
      returnFocusTo={returnFocusTo}
    >
      {secret ? <Secret secret={secret} onDone={close} /> : <AddForm onAdded={setSecret} onCancel={close} />}
    </Dialog>
  );
}

function Secret({ secret, onDone }: { secret: string; onDone: () => void }) {
  return (
    <>
      <p className="mt-4 flex items-center gap-2 rounded-md border border-line bg-sunken py-1.5 pr-1.5 pl-3">
        <code className="min-w-0 flex-1 font-mono text-[0.8125rem] wrap-anywhere">{secret}</code>
        <CopyButton label="Copy Secret" text={secret} />
      </p>
      <div className="mt-5 flex justify-end">
        <Button size="medium" variant="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    </>
  );
}

function AddForm({ onAdded, onCancel }: { onAdded: (secret: string) => void; onCancel: () => void }) {
  const { webhooks } = useTRPC();
  const queryClient = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  const [url, setUrl] = useState("");
  const [events, setEvents] = useState<ReadonlySet<EventName>>(new Set(allEvents));
  const [format, setFormat] = useState<"standard" | "slack">("standard");
  const [wrong, setWrong] = useState<{ url?: string; events?: string }>({});
  const { mutate, isPending, error } = useMutation(
    webhooks.create.mutationOptions({
      onSuccess: ({ secret }) => {
        void queryClient.invalidateQueries(webhooks.list.pathFilter());
        onAdded(secret);
      },
      onError: ({ data }) => {
        const ofUrl = data?.fields?.find(({ path }) => path === "url");
        if (!ofUrl) return;
        setWrong({ url: `The address ${ofUrl.message}.` });
        field.current?.focus();
      },
    }),
  );
  const add = () => {
    const problems = {
      ...(!/^https?:\/\/[^\s/]/.test(url.trim()) && { url: "Enter an address that begins with https:// or http://." }),
      ...(events.size === 0 && { events: "Choose at least one event." }),
    };
    setWrong(problems);
    if (problems.url) field.current?.focus();
    if (Object.keys(problems).length > 0 || isPending) return;
    // All of them is said as none, so that events to come are told as well.
    mutate({ url: url.trim(), events: events.size === allEvents.length ? [] : [...events], format });
  };
  const choose = (event: EventName, on: boolean) =>
    setEvents(new Set(allEvents.filter((one) => (one === event ? on : events.has(one)))));
  return (
    <form
      noValidate
      className="mt-4 flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <TextField
        ref={field}
        label="Address"
        type="url"
        inputMode="url"
        autoComplete="off"
        placeholder="https://example.com/purser"
        value={url}
        onChange={(event) => setUrl(event.target.value)}
        {...(wrong.url && { problem: wrong.url })}
      />
      <fieldset>
        <legend className="mb-1 font-medium">Events</legend>
        {allEvents.map((event) => (
          <label key={event} className="flex min-h-8 touch:min-h-11 items-center gap-2.5">
            <input
              type="checkbox"
              checked={events.has(event)}
              onChange={(change) => choose(event, change.target.checked)}
              className="size-4 shrink-0 accent-brand"
            />
            {eventNames[event]}
          </label>
        ))}
        <p role="alert" className="mt-1 text-[0.8125rem] text-danger-ink empty:hidden">
          {wrong.events}
        </p>
      </fieldset>
      <fieldset>
        <legend className="mb-1 font-medium">Format</legend>
        {(["standard", "slack"] as const).map((one) => (
          <label key={one} className="flex min-h-8 touch:min-h-11 items-center gap-2.5">
            <input
              type="radio"
              name="format"
              checked={format === one}
              onChange={() => setFormat(one)}
              className="size-4 shrink-0 accent-brand"
            />
            {one === "slack" ? "Slack: one sentence that Slack shows" : "Standard Webhooks: signed JSON"}
          </label>
        ))}
      </fieldset>
      <ProblemText>{error && !wrong.url ? `Nothing was added. ${failureText(error)}` : undefined}</ProblemText>
      <div className="flex justify-end gap-2">
        <Button size="medium" onClick={onCancel}>
          Cancel
        </Button>
        <Button size="medium" variant="primary" type="submit" busy={isPending}>
          Add Webhook
        </Button>
      </div>
    </form>
  );
}
