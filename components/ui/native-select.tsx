import { ChevronsUpDown } from "lucide-react";
import type { ComponentProps } from "react";

type NativeSelectProps = Omit<ComponentProps<"select">, "onChange"> & {
  label: string;
  options: readonly { value: string; label: string }[];
  onValueChange: (value: string) => void;
};

/** The platform's own select: no script to load, at home on a phone. Its label is its accessible name. */
export function NativeSelect({ label, options, onValueChange, ...props }: NativeSelectProps) {
  return (
    <span className="relative inline-flex min-w-0 items-center">
      <select
        {...props}
        aria-label={label}
        onChange={(event) => onValueChange(event.target.value)}
        className="h-8 touch:h-11 w-full min-w-0 appearance-none truncate rounded-md border border-line-strong bg-surface pr-8 pl-2.5 font-medium text-[0.8125rem] hover:bg-sunken"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronsUpDown aria-hidden="true" className="pointer-events-none absolute right-2 size-3.5 text-ink-muted" />
    </span>
  );
}
