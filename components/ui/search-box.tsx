import { Search } from "lucide-react";

type SearchBoxProps = {
  label: string;
  value: string;
  /** `step`: a search that begins is a step of its own in the browser’s history, and what is typed on belongs to it. */
  onValueChange: (value: string, step: { history: "push" | "replace" }) => void;
  wide?: boolean;
};

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
        onChange={(event) => onValueChange(event.target.value, { history: value === "" ? "push" : "replace" })}
        className="h-8 touch:h-11 w-full rounded-md border border-line-control bg-surface pr-2 pl-8 text-[0.8125rem] placeholder:text-ink-muted"
      />
    </span>
  );
}
