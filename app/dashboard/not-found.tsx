import type { Metadata } from "next";
import Link from "next/link";
import { buttonClass } from "#components/ui/button.tsx";

export const metadata: Metadata = { title: "Not Found" };

export default function NotFoundInDashboard() {
  return (
    <div className="flex flex-col items-center gap-2 py-20 text-center">
      <h1 className="font-semibold text-[1.375rem] tracking-[-0.025em]">Not Found</h1>
      <p className="max-w-md text-ink-muted text-pretty">
        It does not exist in this organisation, or you may not see it. An owner or admin of the organisation can tell
        you which.
      </p>
      <Link href="/dashboard" className={`mt-3 ${buttonClass({ variant: "primary", size: "medium" })}`}>
        Go to Dashboard
      </Link>
    </div>
  );
}
