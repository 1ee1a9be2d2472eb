import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

type DisclosureButtonProps = { open: boolean; onToggle: () => void; label?: string; children: ReactNode };

/** Opens and closes what stands beneath a row. */
export function DisclosureButton({ open, onToggle, label, children }: DisclosureButtonProps) {
  return (
    <button
      type="button"
      aria-expanded={open}
      aria-label={label}
      onClick={onToggle}
      className="-mx-1 flex min-w-0 max-w-full items-center gap-1.5 rounded px-1 py-1 text-left hover:text-ink"
    >
      <ChevronRight
        aria-hidden="true"
        className={`size-3.5 shrink-0 text-ink-muted transition-transform duration-100 print:hidden ${open ? "rotate-90" : ""}`}
      />
      {children}
    </button>
  );
}
