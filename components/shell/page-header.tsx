import type { ReactNode } from "react";
import { LiveStatus } from "./live-status.tsx";

type PageHeaderProps = {
  title: ReactNode;
  subtitle?: ReactNode;
  /** Whether the page has figures that change by themselves; with a ticker, that is where they are paused. */
  live?: boolean | "ticker";
  children?: ReactNode;
};

/** The title of a page and what acts on all of it. */
export function PageHeader({ title, subtitle, live = true, children }: PageHeaderProps) {
  return (
    <div className="mb-4 flex flex-wrap items-end gap-x-2 gap-y-2 sm:gap-x-3">
      <div className="mr-auto min-w-0 wrap-anywhere">
        <h1 className="font-semibold text-[1.375rem] leading-7 tracking-[-0.025em]">{title}</h1>
        {subtitle && <p className="mt-0.5 text-ink-muted">{subtitle}</p>}
      </div>
      {live && <LiveStatus pausable={live !== "ticker"} />}
      {children && (
        <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 max-sm:w-full sm:gap-x-3 sm:gap-y-2 print:hidden">
          {children}
        </div>
      )}
    </div>
  );
}
