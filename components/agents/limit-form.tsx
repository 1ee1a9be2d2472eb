"use client";

import { type FormEvent, useLayoutEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { toDecimalString } from "#server/money/amount.ts";
import { formatExact } from "#server/money/format.ts";
import type { BudgetForecast } from "#server/projections/budget-forecasts.ts";
import type { BudgetView } from "./agent-data.ts";
import { LimitField } from "./limit-field.tsx";
import { readAmount } from "./read-amount.ts";
import { refusalOf } from "./refusal.ts";

export type LimitFormField = {
  /** As the server names it in a refusal. */
  id: string;
  label: string;
  unit: "tokens" | "cost";
  placeholder: string;
  /** As it is set; null while it is not. */
  budget: BudgetView | null;
  /** What is said while it is not set, where another budget limits the same. */
  unset?: string | undefined;
  /** Of the limit that is shown; 0 while none is set. */
  version: number;
  /** What is used in its window, in nano-dollars or tokens. */
  used: bigint;
  unpricedCalls: number;
  /** Where it is projected to end, as far as that is known. */
  forecast: BudgetForecast | undefined;
};

type ById<Value> = Record<string, Value>;

type LimitFormProps = {
  name: string;
  fields: readonly LimitFormField[];
  readOnly: boolean;
  /** Amounts in nano-dollars or tokens, 0 for no limit, and the versions that the writer saw. Rejects with the refusal. */
  onSave: (amounts: ById<bigint>, versions: ById<number>) => Promise<void>;
  /** Fetches the limits anew. */
  onConflict: () => Promise<void>;
  onUnsaved: (form: string, unsaved: boolean) => void;
};

/**
 * What was typed, of the fields in which something was, and which versions of the limits were seen when that began; null:
 * those that are shown now. Other fields show what is set, also once somebody else has set it.
 */
type Draft = { texts: ById<string>; versions: ById<number> | null };

/** Limits with one Save. What is typed stays until it is saved or discarded, also where the server refuses it. */
export function LimitForm({ name, fields, readOnly, onSave, onConflict, onUnsaved }: LimitFormProps) {
  const form = useRef<HTMLFormElement>(null);
  // What is typed before the form is alive would be lost.
  const hydrated = useHydrated();
  const [draft, setDraft] = useState<Draft | null>(null);
  const [problems, setProblems] = useState<ById<string>>({});
  const [failure, setFailure] = useState<string>();
  const [saving, setSaving] = useState(false);

  const saved = byId(fields, ({ budget }) => textOf(budget));
  const shownVersions = byId(fields, (field) => field.version);
  const texts = { ...saved, ...draft?.texts };
  const unsaved = draft !== null && fields.some((field) => isChanged(field, texts[field.id] ?? ""));
  // With the letter itself, not after it: what is clicked next must find it said.
  useLayoutEffect(() => {
    onUnsaved(name, unsaved);
    return () => onUnsaved(name, false);
  }, [name, unsaved, onUnsaved]);

  const type = (id: string, text: string) => {
    setDraft({ texts: { ...draft?.texts, [id]: text }, versions: draft?.versions ?? shownVersions });
    setProblems(({ [id]: _, ...others }) => others);
  };
  const discard = () => {
    setDraft(null);
    setProblems({});
    setFailure(undefined);
  };
  const refuse = (found: ById<string>) => {
    setProblems(found);
    const first = fields.find(({ id }) => found[id])?.id;
    if (first) form.current?.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (saving || readOnly) return;
    const amounts: ById<bigint> = {};
    const found: ById<string> = {};
    for (const { id, unit } of fields) {
      const read = readAmount(texts[id] ?? "", unit);
      if ("problem" in read) found[id] = read.problem;
      else amounts[id] = read.amount;
    }
    setFailure(undefined);
    refuse(found);
    if (!draft || Object.keys(found).length > 0) return;
    setSaving(true);
    try {
      await onSave(amounts, draft.versions ?? shownVersions);
      discard();
      showToast({ kind: "success", text: `${name} saved.` });
    } catch (error) {
      const refusal = refusalOf(error, name);
      refuse(refusal.fields);
      setFailure(refusal.message);
      if (refusal.conflict) {
        await onConflict();
        setDraft((now) => now && { ...now, versions: null });
      }
    } finally {
      setSaving(false);
    }
  };

  return (
    <form ref={form} aria-label={name} onSubmit={submit} noValidate className="px-4 pt-4 pb-5 sm:px-5">
      <div className="grid gap-x-8 gap-y-5 md:grid-cols-2">
        {fields.map((field) => (
          <LimitField
            key={field.id}
            field={field}
            text={texts[field.id] ?? ""}
            changed={draft !== null && isChanged(field, texts[field.id] ?? "")}
            problem={problems[field.id]}
            readOnly={readOnly || !hydrated}
            onType={(text) => type(field.id, text)}
            onBlur={() => !unsaved && Object.keys(problems).length === 0 && setDraft(null)}
          />
        ))}
      </div>
      <div className="mt-4 grid gap-3 print:hidden">
        <ProblemText>{failure}</ProblemText>
        {readOnly ? (
          <p className="text-[0.8125rem] text-ink-muted">Owners and admins set the limits.</p>
        ) : (
          <div className="flex flex-wrap items-center gap-2">
            <Button type="submit" variant="primary" size="medium" busy={saving}>
              Save {name}
            </Button>
            {unsaved && !saving && (
              <Button size="medium" variant="ghost" onClick={discard}>
                Discard Changes
              </Button>
            )}
            <span role="status" className="text-[0.8125rem] text-ink-muted">
              {unsaved && "Not saved yet"}
            </span>
          </div>
        )}
      </div>
    </form>
  );
}

function byId<Value>(fields: readonly LimitFormField[], pick: (field: LimitFormField) => Value): ById<Value> {
  return Object.fromEntries(fields.map((field) => [field.id, pick(field)]));
}

/** A limit as it stands in its field. */
function textOf(budget: BudgetView | null): string {
  if (!budget) return "";
  return budget.unit === "tokens" ? formatExact(budget.limit) : toDecimalString(BigInt(budget.limitNanos ?? 0));
}

/** Whether what is typed means another limit than the one that is set. */
function isChanged({ budget, unit }: LimitFormField, text: string): boolean {
  const read = readAmount(text, unit);
  if ("problem" in read) return true;
  const set = budget ? exactLimit(budget) : 0n;
  return read.amount !== set;
}

const exactLimit = (budget: BudgetView): bigint =>
  budget.unit === "tokens" ? BigInt(budget.limit) : BigInt(budget.limitNanos ?? 0);
