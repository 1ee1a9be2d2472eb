import type { UseFormReturn } from "react-hook-form";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { markProblem, type PriceDraft, priceProblem } from "./price-draft.ts";

type TierFieldsProps = { form: UseFormReturn<PriceDraft>; index: number; onRemove: () => void };

const kinds = [
  ["input", "Tier Input"],
  ["output", "Tier Output"],
  ["cacheRead", "Tier Cache Read"],
  ["cacheWrite", "Tier Cache Write"],
] as const;

/** What the whole call costs when its input is above a mark. What is left empty follows the tier’s input price, or the base. */
export function TierFields({ form, index, onRemove }: TierFieldsProps) {
  const problems = form.formState.errors.tiers?.[index];
  return (
    <fieldset className="rounded-lg border border-line p-3.5">
      <legend className="px-1 font-medium text-[0.8125rem]">Context Tier {index + 1}</legend>
      <div className="grid gap-3.5">
        <TextField
          {...form.register(`tiers.${index}.above`, { validate: (text) => markProblem(text) ?? true })}
          label="Above this many input tokens"
          inputMode="numeric"
          autoComplete="off"
          placeholder="200,000"
          problem={problems?.above?.message}
        />
        <div className="grid grid-cols-2 gap-3.5">
          {kinds.map(([kind, label]) => (
            <TextField
              key={kind}
              {...form.register(`tiers.${index}.${kind}`, {
                validate: (text, { tiers }) =>
                  priceProblem(text, false) ??
                  (kind !== "input" || kinds.some(([other]) => tiers[index]?.[other].trim())
                    ? true
                    : "Enter at least one price of this tier."),
              })}
              label={label}
              inputMode="decimal"
              autoComplete="off"
              problem={problems?.[kind]?.message}
            />
          ))}
        </div>
        <p className="text-[0.8125rem] text-ink-muted text-pretty">
          It prices the whole call. Caches left empty cost the tier’s input price; input and output left empty stay as
          above.
        </p>
        <div>
          <Button onClick={onRemove}>Remove Tier {index + 1}</Button>
        </div>
      </div>
    </fieldset>
  );
}
