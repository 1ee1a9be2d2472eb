import type { Metadata } from "next";
import Link from "next/link";
import { LogoMark } from "#components/shell/logo.tsx";
import { buttonClass } from "#components/ui/button.tsx";

export const metadata: Metadata = { title: "Page Not Found" };

export default function NotFound() {
  return (
    <main
      id="content"
      tabIndex={-1}
      className="flex min-h-dvh flex-col items-center justify-center gap-2 px-6 text-center outline-none"
    >
      <LogoMark className="mb-3 size-9 text-brand" />
      <h1 className="font-semibold text-[1.375rem] tracking-[-0.025em]">Page Not Found</h1>
      <p className="max-w-md text-ink-muted text-pretty">There is nothing at this address.</p>
      <Link href="/dashboard" className={`mt-3 ${buttonClass({ variant: "primary", size: "medium" })}`}>
        Go to Dashboard
      </Link>
    </main>
  );
}
