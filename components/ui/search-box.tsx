import { Search } from "lucide-react";

type SearchBoxProps = { label: string; value: string; onValueChange: (value: string) => void };

/** Narrows a list while typing. */
export function SearchBox({ label, value, onValueChange }: SearchBoxProps) {
  return (
    <span className="relative inline-flex items-center">
      <Search aria-hidden="true" className="pointer-events-none absolute left-2.5 size-3.5 text-ink-muted" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onValueChange(event.target.value)}
        className="h-8 w-48 rounded-md border border-line-control bg-surface pr-2 pl-8 text-[0.8125rem] placeholder:text-ink-muted"
      />
    </span>
  );
}
