import { ChevronsUpDown } from "lucide-react";
import { type ComponentProps, useId } from "react";

type SelectFieldProps = Omit<ComponentProps<"select">, "id" | "className"> & {
  label: string;
  options: readonly { value: string; label: string }[];
  problem?: string | undefined;
};

/** A labelled choice of one, in a form; what is wrong with it is spoken as it appears. */
export function SelectField({ label, options, problem, ...props }: SelectFieldProps) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
      </label>
      <span className="relative flex items-center">
        <select
          {...props}
          id={id}
          aria-invalid={problem ? true : undefined}
          aria-describedby={`${id}-note`}
          className="h-10 touch:h-11 w-full min-w-0 appearance-none truncate rounded-md border border-line-control bg-surface pr-8 pl-3 text-base aria-invalid:border-danger sm:text-sm"
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronsUpDown aria-hidden="true" className="pointer-events-none absolute right-2.5 size-4 text-ink-muted" />
      </span>
      <p id={`${id}-note`} aria-live="polite" className="mt-1.5 text-[0.8125rem] text-danger-ink empty:hidden">
        {problem}
      </p>
    </div>
  );
}
