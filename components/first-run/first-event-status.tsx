"use client";

import { CircleCheck } from "lucide-react";
import Link from "next/link";
import { useEffect, useState } from "react";
import { Spinner } from "#components/ui/spinner.tsx";

/** After so long without a call something is wrong rather than slow. */
const patienceMs = 2 * 60_000;

/** Whether the first call has come; where it takes long, what to look at. `href` leads to it once it is there. */
export function FirstEventStatus({ href }: { href: string | null }) {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="mt-5 border-t pt-4">
      <p role="status" className="flex flex-wrap items-center gap-2 font-medium">
        {href ? <CircleCheck aria-hidden="true" className="size-4 text-on-track-ink" /> : <Spinner />}
        {href ? "First event received" : "Waiting for first event…"}
        {href && (
          <Link href={href} className="underline underline-offset-3">
            See the Call
          </Link>
        )}
      </p>
      {isLate && !href && (
        <div className="mt-3 max-w-3xl text-[0.8125rem] text-ink-muted">
          <p className="font-medium text-ink">Nothing after 2 minutes? Look at what curl printed:</p>
          <ul className="mt-1 list-disc space-y-1 pl-5">
            <li>nothing at all: no server is reached at this address. Run it without -s to see why.</li>
            <li>“unauthenticated” (401): the key is missing, mistyped or revoked. Make another above.</li>
            <li>“forbidden” (403): the key lacks the scope ingest.</li>
            <li>“rejected” with a reason: the call arrived and was refused for what the reason says.</li>
            <li>“accepted”: 1: it is recorded, perhaps for another project or organisation. Compare the ids.</li>
          </ul>
        </div>
      )}
    </div>
  );
}
