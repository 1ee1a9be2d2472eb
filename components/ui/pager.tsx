import { formatExact } from "#server/money/format.ts";
import { Button } from "./button.tsx";

type PagerProps = {
  /** What is listed: `Jobs`. */
  name: string;
  /** How many come before those that are shown, how many are shown, how many there are. */
  before: number;
  shown: number;
  total: number;
  onPrevious: () => void;
  onNext: () => void;
};

/** Leads from one page of a list to the next, beneath it; nothing where all of it is shown. */
export function Pager({ name, before, shown, total, onPrevious, onNext }: PagerProps) {
  if (shown >= total) return null;
  const last = before + shown;
  return (
    <nav
      aria-label={`Pages of ${name}`}
      className="flex items-center justify-between gap-3 border-line border-t px-4 py-3 sm:px-5 print:hidden"
    >
      <span className="text-[0.8125rem] text-ink-muted tabular-nums">
        {name} {formatExact(Math.min(before + 1, last))} – {formatExact(last)} of {formatExact(total)}
      </span>
      <span className="flex gap-2">
        <Button disabled={before <= 0} onClick={onPrevious}>
          Previous
        </Button>
        <Button disabled={last >= total} onClick={onNext}>
          Next
        </Button>
      </span>
    </nav>
  );
}
