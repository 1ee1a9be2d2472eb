import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

type DisclosureButtonProps = {
  open: boolean;
  onToggle: () => void;
  /** What it opens, for a reader who does not see the table, where the text does not say so. */
  label?: string;
  children: ReactNode;
};

/** Opens and closes what stands beneath a row. */
export function DisclosureButton({ open, onToggle, label, children }: DisclosureButtonProps) {
  return (
    <button
      type="button"
      aria-expanded={open}
      onClick={onToggle}
      className="-mx-1 flex touch:min-h-11 min-w-0 max-w-full items-center gap-1.5 rounded px-1 py-1 text-left hover:text-ink"
    >
      <ChevronRight
        aria-hidden="true"
        className={`size-3.5 shrink-0 text-ink-muted transition-transform duration-100 print:hidden ${open ? "rotate-90" : ""}`}
      />
      {children}
      {label && <span className="sr-only">, {label}</span>}
    </button>
  );
}
