import type { ReactNode } from "react";

/** Says what a panel is about and which period it covers, above its table. */
export function PanelScope({ children }: { children: ReactNode }) {
  return <p className="px-4 pt-4 pb-2 text-[0.8125rem] text-ink-muted text-pretty sm:px-5">{children}</p>;
}
