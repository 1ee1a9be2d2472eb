"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useFieldArray, useForm } from "react-hook-form";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { AffectedNote } from "./affected-note.tsx";
import { askToReprice } from "./ask-to-reprice.ts";
import type { Asked } from "./price-actions.tsx";
import {
  dayProblem,
  inputOfDraft,
  looksLikeAnotherUnit,
  newTier,
  type PriceDraft,
  priceProblem,
} from "./price-draft.ts";
import type { RepriceReach } from "./reprice-dialog.tsx";
import { TierFields } from "./tier-fields.tsx";

type PriceFormProps = {
  asked: Extract<Asked, { what: "set" }>;
  onReprice: (reach: RepriceReach) => void;
  onDone: () => void;
};

const cacheFields = [
  ["cacheRead", "Cache Read"],
  ["cacheWrite", "Cache Write"],
  ["cacheWrite1h", "1-Hour Write"],
] as const;

/** The fields of a price. It closes only when the server has stored it; then it asks about what is recorded already. */
export function PriceForm({ asked, onReprice, onDone }: PriceFormProps) {
  const { prices, aiCost } = useTRPC();
  const queryClient = useQueryClient();
  const set = useMutation(prices.set.mutationOptions());
  const form = useForm<PriceDraft>({ defaultValues: asked.draft });
  const tiers = useFieldArray({ control: form.control, name: "tiers" });
  const { errors, isSubmitting } = form.formState;
  const draft = form.watch();
  // A price that was set to the minute stays at its minute.
  const from = asked.replaces?.effectiveFrom;
  const input = inputOfDraft(draft, from ?? draft.from);

  const submit = form.handleSubmit(async (values) => {
    const price = inputOfDraft(values, from ?? values.from);
    if (!price) return;
    let reach: RepriceReach;
    try {
      reach = await set.mutateAsync(price);
    } catch (error) {
      form.setError("root", { message: `Nothing was set. ${failureText(error)}` });
      return;
    }
    await Promise.all([
      queryClient.invalidateQueries(prices.pathFilter()),
      queryClient.invalidateQueries(aiCost.pathFilter()),
    ]);
    showToast({ kind: "success", text: `The price of ${reach.model} is set.` });
    onDone();
    await askToReprice(queryClient, prices.previewReprice.queryOptions(reach), () => onReprice(reach));
  });

  const priceField = (name: "input" | "output" | (typeof cacheFields)[number][0], label: string, required: boolean) => (
    <TextField
      {...form.register(name, { validate: (text) => priceProblem(text, required) ?? true })}
      label={label}
      inputMode="decimal"
      autoComplete="off"
      placeholder={required ? "1.25" : name === "cacheWrite1h" ? "As write" : "As input"}
      problem={errors[name]?.message}
    />
  );

  return (
    <form onSubmit={submit} noValidate className="mt-4 grid gap-4">
      {!asked.fixed && (
        <div className="grid gap-4 sm:grid-cols-2">
          {(["provider", "model"] as const).map((name) => (
            <TextField
              key={name}
              {...form.register(name, {
                validate: (text) => text.trim() !== "" || "Enter it as calls report it.",
              })}
              label={name === "provider" ? "Provider" : "Model"}
              autoComplete="off"
              spellCheck={false}
              placeholder={name === "provider" ? "openai" : "gpt-4.1"}
              problem={errors[name]?.message}
            />
          ))}
        </div>
      )}
      {!asked.replaces && (
        <TextField
          {...form.register("from", { validate: (text) => dayProblem(text) ?? true })}
          type="date"
          label="In effect from (UTC day)"
          problem={errors.from?.message}
        />
      )}
      <div className="grid grid-cols-2 gap-4">
        {priceField("input", "Input", true)}
        {priceField("output", "Output", true)}
      </div>
      <div>
        <div className="grid gap-4 sm:grid-cols-3">
          {cacheFields.map(([name, label]) => (
            <div key={name}>{priceField(name, label, false)}</div>
          ))}
        </div>
        <p className="mt-1.5 text-[0.8125rem] text-ink-muted text-pretty">
          Left empty, a cache read or write costs the input price, a 1-hour write the write price (of Claude models
          twice the input price).
        </p>
      </div>
      {tiers.fields.map((tier, index) => (
        <TierFields key={tier.id} form={form} index={index} onRemove={() => tiers.remove(index)} />
      ))}
      <div>
        <Button onClick={() => tiers.append(newTier)}>Add a Context Tier</Button>
      </div>
      {looksLikeAnotherUnit(draft) && (
        <p className="text-[0.8125rem] text-near-limit-ink">
          More than $1,000 per million tokens: is it the price of one million tokens?
        </p>
      )}
      <AffectedNote input={input} />
      <ProblemText>{errors.root?.message}</ProblemText>
      <FormButtons busy={isSubmitting} onCancel={onDone}>
        {asked.replaces ? "Save Price" : "Set Price"}
      </FormButtons>
    </form>
  );
}
