"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { failureText } from "#components/ui/failure-text.ts";
import { useSettled } from "#components/ui/use-settled.ts";
import type { inputOfDraft } from "./price-draft.ts";
import { affectedSentences } from "./reprice-words.ts";

/** How long typing rests before the server is asked, in milliseconds. */
const restMs = 350;

/** What the price would mean for calls that are recorded already. It says so while the price is typed. */
export function AffectedNote({ input }: { input: ReturnType<typeof inputOfDraft> }) {
  const asked = useSettled(JSON.stringify(input), restMs);
  const price = JSON.parse(asked) as typeof input;
  const { data, error, isFetching } = useQuery({
    ...useTRPC().prices.preview.queryOptions(
      price ?? { provider: "", model: "", effectiveFrom: "", input: "", output: "" },
    ),
    enabled: price !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const lines = input === null ? ["Complete the price to see which recorded calls it is for."] : [];
  if (input !== null && error) lines.push(`What it would change is not known. ${failureText(error)}`);
  else if (input !== null && data) lines.push(...affectedSentences(data));
  return (
    <div className="rounded-md bg-sunken px-3.5 py-2.5 text-[0.8125rem]">
      <p className="font-medium">Recorded Calls</p>
      <p aria-live="polite" aria-busy={isFetching} className="mt-0.5 min-h-5 text-ink-muted text-pretty">
        {lines.join(" ") || "Looking…"}
      </p>
    </div>
  );
}
