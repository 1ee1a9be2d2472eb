import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names.ts";

/** A bordered surface. `as` chooses the element, so that figures and sections stay what they are. */
export function Card({
  as: Element = "section",
  className,
  ...props
}: ComponentProps<"section"> & { as?: "section" | "figure" }) {
  return (
    <Element
      {...props}
      className={classNames("rounded-xl border border-line bg-surface shadow-card print:shadow-none", className)}
    />
  );
}

type CardHeaderProps = { id: string; title: string; scope?: ReactNode; children?: ReactNode };

/** Title of a card, the period it speaks of, and its own controls. */
export function CardHeader({ id, title, scope, children }: CardHeaderProps) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3 px-4 pt-4 sm:px-5">
      <div className="min-w-0 flex-1 basis-44">
        <h2 id={id} className="font-semibold text-[0.9375rem] tracking-[-0.01em]">
          {title}
        </h2>
        {scope && <p className="mt-0.5 text-[0.8125rem] text-ink-muted text-pretty">{scope}</p>}
      </div>
      {children && <div className="flex flex-wrap items-center gap-2 print:hidden">{children}</div>}
    </div>
  );
}
