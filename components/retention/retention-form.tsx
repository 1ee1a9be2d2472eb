"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useRef, useState } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { retentionChoices } from "./retention-words.ts";

const load = () => import("./retention-dialog.tsx");
const RetentionDialog = lazy(() => load().then((module) => ({ default: module.RetentionDialog })));

/** Chooses for how many whole months; whatever may delete calls is asked about first. */
export function RetentionForm({ months }: { months: number | null }) {
  const { retention } = useTRPC();
  const queryClient = useQueryClient();
  const trigger = useRef<HTMLButtonElement>(null);
  const [chosen, setChosen] = useState(months === null ? "" : String(months));
  const [asked, setAsked] = useState<number | null>(null);
  const [open, setOpen] = useState(false);
  const hydrated = useHydrated();
  const { mutate, isPending, error, reset } = useMutation(
    retention.set.mutationOptions({
      onSuccess: (_, { months: set }) => {
        setOpen(false);
        const text = set === null ? "Calls are kept for ever from now on." : `Calls are kept for ${set} months.`;
        showToast({ kind: "success", text });
        return queryClient.invalidateQueries(retention.pathFilter());
      },
    }),
  );
  const wanted = chosen === "" ? null : Number(chosen);
  return (
    <form
      method="post"
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (isPending || wanted === months) return;
        if (wanted === null) return mutate({ months: null });
        reset();
        setAsked(wanted);
        setOpen(true);
      }}
    >
      <SelectField
        label="Keep Single Calls"
        disabled={!hydrated}
        options={retentionChoices(months)}
        value={chosen}
        onChange={(event) => setChosen(event.target.value)}
      />
      <ProblemText>{error && !open ? `It was not saved. ${failureText(error)}` : undefined}</ProblemText>
      <div>
        <Button
          ref={trigger}
          type="submit"
          size="medium"
          busy={isPending && !open}
          disabled={wanted === months}
          onPointerEnter={load}
        >
          {wanted === null ? "Save" : "Save…"}
        </Button>
      </div>
      {asked !== null && (
        <Suspense>
          <RetentionDialog
            open={open}
            onOpenChange={setOpen}
            returnFocusTo={trigger}
            months={asked}
            busy={isPending}
            error={error}
            onConfirm={() => mutate({ months: asked })}
          />
        </Suspense>
      )}
    </form>
  );
}
