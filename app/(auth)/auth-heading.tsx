import type { ReactNode } from "react";

/** The title of the card and what it is for. */
export function AuthHeading({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <header className="mb-5">
      <h1 className="font-semibold text-[1.375rem] tracking-[-0.025em]">{title}</h1>
      {children && <p className="mt-1.5 text-ink-muted text-pretty">{children}</p>}
    </header>
  );
}
