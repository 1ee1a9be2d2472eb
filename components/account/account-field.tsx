"use client";

import { type ComponentProps, useId } from "react";
import { useHydrated } from "#components/ui/use-hydrated.ts";

type AccountFieldProps = Omit<ComponentProps<"input">, "id" | "className" | "readOnly"> & {
  label: string;
  hint?: string;
  problem: string | undefined;
};

/** A labelled line of text; what is wrong with it takes the place of the hint and is spoken as it appears. */
export function AccountField({ label, hint, problem, ...props }: AccountFieldProps) {
  const id = useId();
  // What is typed before the form is alive would be lost.
  const ready = useHydrated();
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
      </label>
      <input
        {...props}
        id={id}
        readOnly={!ready}
        aria-invalid={problem ? true : undefined}
        aria-describedby={`${id}-note`}
        className="h-10 w-full rounded-md border border-line-control bg-surface px-3 text-base aria-invalid:border-danger sm:text-sm"
      />
      <p
        id={`${id}-note`}
        aria-live="polite"
        className="mt-1.5 text-[0.8125rem] text-ink-muted text-pretty empty:hidden"
      >
        {problem ? <span className="text-danger-ink">{problem}</span> : hint}
      </p>
    </div>
  );
}
