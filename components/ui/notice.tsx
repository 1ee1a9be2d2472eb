import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

const tones = {
  info: "border-line bg-surface [&_svg]:text-ink-muted",
  warning: "border-near-limit/35 bg-near-limit-soft [&_svg]:text-near-limit-ink",
  bad: "border-over-limit/30 bg-over-limit-soft [&_svg]:text-over-limit-ink",
};

type NoticeProps = { tone: keyof typeof tones; icon: ReactNode; children: ReactNode; action?: ReactNode };

/** One thing the reader should know about the figures on this page. */
export function Notice({ tone, icon, children, action }: NoticeProps) {
  return (
    <div
      className={classNames(
        "flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border px-4 py-2.5 text-[0.8125rem] leading-5",
        tones[tone],
      )}
    >
      <div className="flex min-w-0 flex-1 basis-72 items-start gap-2.5 [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0">
        {icon}
        <div className="min-w-0 text-pretty">{children}</div>
      </div>
      {action}
    </div>
  );
}
