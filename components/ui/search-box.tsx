import { Search } from "lucide-react";

type SearchBoxProps = { label: string; value: string; onValueChange: (value: string) => void; wide?: boolean };

/** Narrows a list while typing. */
export function SearchBox({ label, value, onValueChange, wide = false }: SearchBoxProps) {
  return (
    <span className={`relative inline-flex items-center max-sm:w-full ${wide ? "w-full" : "w-48"}`}>
      <Search aria-hidden="true" className="pointer-events-none absolute left-2.5 size-3.5 text-ink-muted" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onValueChange(event.target.value)}
        className="h-8 touch:h-11 w-full rounded-md border border-line-control bg-surface pr-2 pl-8 text-[0.8125rem] placeholder:text-ink-muted"
      />
    </span>
  );
}
