import type { ReactNode } from "react";

type PanelScopeProps = { children: ReactNode; action?: ReactNode };

/** Says what a panel is about and which period it covers, above its table, with the panel’s own control beside it. */
export function PanelScope({ children, action }: PanelScopeProps) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-4 pt-4 pb-2 sm:px-5">
      <p className="min-w-0 flex-1 basis-64 text-[0.8125rem] text-ink-muted text-pretty">{children}</p>
      {action && <div className="print:hidden">{action}</div>}
    </div>
  );
}
