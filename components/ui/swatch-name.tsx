import Link from "next/link";
import type { ReactNode } from "react";
import { Swatch } from "./swatch.tsx";

type SwatchNameProps = { colour: string; children: string; href?: string; badge?: ReactNode };

/** A name behind its colour. A long one breaks where it must and keeps to two lines; all of it is in its tooltip. */
export function SwatchName({ colour, children, href, badge }: SwatchNameProps) {
  return (
    <span className="flex min-w-0 items-baseline gap-2.5 font-medium">
      <Swatch colour={colour} />
      <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5">
        <span title={children} className="line-clamp-2 min-w-0 wrap-anywhere">
          {href ? (
            <Link
              href={href}
              prefetch={false}
              className="underline decoration-line-strong underline-offset-3 hover:decoration-current"
            >
              {children}
            </Link>
          ) : (
            children
          )}
        </span>
        {badge}
      </span>
    </span>
  );
}
