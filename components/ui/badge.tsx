import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

const tones = {
  neutral: "bg-sunken text-ink-muted border-line",
  good: "bg-on-track-soft text-on-track-ink border-on-track/30",
  warning: "bg-near-limit-soft text-near-limit-ink border-near-limit/35",
  bad: "bg-over-limit-soft text-over-limit-ink border-over-limit/30",
};

export type BadgeTone = keyof typeof tones;

/** A short state in words. Colour only repeats what the words say. */
export function Badge({
  tone = "neutral",
  icon,
  children,
}: {
  tone?: BadgeTone;
  icon?: ReactNode;
  children: ReactNode;
}) {
  return (
    <span
      className={classNames(
        "inline-flex items-center gap-1 rounded-full border px-2 py-px font-medium text-xs whitespace-nowrap",
        "[&_svg]:size-3 [&_svg]:shrink-0",
        tones[tone],
      )}
    >
      {icon}
      {children}
    </span>
  );
}
