import { type ComponentProps, useId } from "react";

type TextFieldProps = Omit<ComponentProps<"input">, "id" | "className"> & { label: string; hint?: string };

/** A labelled line of text, with what to know about it below. */
export function TextField({ label, hint, ...props }: TextFieldProps) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
      </label>
      <input
        {...props}
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="h-10 w-full rounded-md border border-line-control bg-surface px-3 text-base read-only:bg-sunken sm:text-sm"
      />
      {hint && (
        <p id={`${id}-hint`} className="mt-1.5 text-[0.8125rem] text-ink-muted">
          {hint}
        </p>
      )}
    </div>
  );
}
