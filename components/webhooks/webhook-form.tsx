import { useEffect, useRef, useState } from "react";
import { failureText } from "#components/ui/failure-text.ts";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { allEvents, type EventName, eventNames } from "./event-names.ts";

type WebhookFields = { url: string; events: EventName[]; format: "standard" | "slack" };
type Failure = { message: string; data?: { fields?: { path: string; message: string }[] } | null };

type WebhookFormProps = {
  /** What the fields begin with. */
  webhook: { url: string; events: readonly string[]; format: string };
  /** What the button says, and the first sentence when it was not done. */
  verb: string;
  failed: string;
  onSave: (fields: WebhookFields) => void;
  busy: boolean;
  error: Failure | null;
  onCancel: () => void;
};

/** The fields of a webhook: its address, what it is told, and in which form. */
export function WebhookForm({ webhook, verb, failed, onSave, busy, error, onCancel }: WebhookFormProps) {
  const field = useRef<HTMLInputElement>(null);
  const [url, setUrl] = useState(webhook.url);
  const [events, setEvents] = useState<ReadonlySet<EventName>>(
    new Set(allEvents.filter((event) => webhook.events.length === 0 || webhook.events.includes(event))),
  );
  const [format, setFormat] = useState<"standard" | "slack">(webhook.format === "slack" ? "slack" : "standard");
  const [wrong, setWrong] = useState<{ url?: string; events?: string }>({});
  const refused = error?.data?.fields?.find(({ path }) => path === "url" || path.endsWith(".url"));
  useEffect(() => {
    if (refused) field.current?.focus();
  }, [refused]);
  const urlProblem = wrong.url ?? (refused && `The address ${refused.message}.`);
  const save = () => {
    const problems = {
      ...(!/^https?:\/\/[^\s/]/.test(url.trim()) && { url: "Enter an address that begins with https:// or http://." }),
      ...(events.size === 0 && { events: "Choose at least one event." }),
    };
    setWrong(problems);
    if (problems.url) field.current?.focus();
    if (Object.keys(problems).length > 0 || busy) return;
    // All of them is said as none, so that events to come are told as well.
    onSave({ url: url.trim(), events: events.size === allEvents.length ? [] : [...events], format });
  };
  const choose = (event: EventName, on: boolean) =>
    setEvents(new Set(allEvents.filter((one) => (one === event ? on : events.has(one)))));
  return (
    <form
      noValidate
      className="mt-4 flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save();
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
        {...(urlProblem && { problem: urlProblem })}
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
      <ProblemText>{error && !refused ? `${failed} ${failureText(error)}` : undefined}</ProblemText>
      <FormButtons busy={busy} onCancel={onCancel}>
        {verb}
      </FormButtons>
    </form>
  );
}
