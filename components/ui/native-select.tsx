import { ChevronsUpDown } from "lucide-react";
import type { ComponentProps } from "react";

type NativeSelectProps = Omit<ComponentProps<"select">, "onChange"> & {
  label: string;
  /** Those of one group stand under its name, where there is more than one. */
  options: readonly { value: string; label: string; group?: string }[];
  onValueChange: (value: string) => void;
};

/** The platform's own select: no script to load, at home on a phone. Its label is its accessible name. */
export function NativeSelect({ label, options, onValueChange, ...props }: NativeSelectProps) {
  const groups = Map.groupBy(options, ({ group }) => group);
  return (
    <span className="relative inline-flex min-w-0 items-center">
      <select
        {...props}
        aria-label={label}
        onChange={(event) => onValueChange(event.target.value)}
        className="h-8 touch:h-11 w-full min-w-0 appearance-none truncate rounded-md border border-line-strong bg-surface pr-8 pl-2.5 font-medium text-[0.8125rem] hover:bg-sunken"
      >
        {groups.size > 1 ? (
          [...groups].map(([group = "", grouped]) => (
            <optgroup key={group} label={group}>
              <Options options={grouped} />
            </optgroup>
          ))
        ) : (
          <Options options={options} />
        )}
      </select>
      <ChevronsUpDown aria-hidden="true" className="pointer-events-none absolute right-2 size-3.5 text-ink-muted" />
    </span>
  );
}

function Options({ options }: Pick<NativeSelectProps, "options">) {
  return options.map(({ value, label }) => (
    <option key={value} value={value}>
      {label}
    </option>
  ));
}
