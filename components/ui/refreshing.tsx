import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

/** Old figures stay, dimmed, until the new ones are here. */
export function Refreshing({
  active,
  children,
  className,
}: {
  active: boolean;
  children: ReactNode;
  className?: string;
}) {
  return (
    <div
      aria-busy={active}
      className={classNames("transition-opacity duration-150", active && "opacity-55", className)}
    >
      <span role="status" className="sr-only">
        {active ? "Updating…" : ""}
      </span>
      {children}
    </div>
  );
}
