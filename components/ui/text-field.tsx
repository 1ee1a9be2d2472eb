import { type ComponentProps, useId } from "react";

type TextFieldProps = Omit<ComponentProps<"input">, "id" | "className"> & {
  label: string;
  hint?: string;
  problem?: string;
};

/** A labelled line of text; what is wrong with it takes the place of the hint and is spoken as it appears. */
export function TextField({ label, hint, problem, ...props }: TextFieldProps) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
      </label>
      <input
        {...props}
        id={id}
        aria-invalid={problem ? true : undefined}
        aria-describedby={`${id}-note`}
        className="h-10 touch:h-11 w-full rounded-md border border-line-control bg-surface px-3 text-base aria-invalid:border-danger sm:text-sm"
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
