import type { ReactNode } from "react";
import { LogoMark } from "#components/shell/logo.tsx";
import { Card } from "#components/ui/card.tsx";

/** The frame of the pages before the dashboard: one card, and whose house this is. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main
      id="content"
      tabIndex={-1}
      className="flex min-h-dvh flex-col items-center justify-center gap-6 px-4 py-10 outline-none"
    >
      <p className="flex items-center gap-2.5 font-semibold text-lg tracking-[-0.02em]">
        <LogoMark className="size-7 text-brand" />
        Purser
      </p>
      <Card className="w-full max-w-sm px-5 py-6 sm:px-7 sm:py-7">{children}</Card>
    </main>
  );
}
