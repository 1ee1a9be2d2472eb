"use client";

import { useQueryClient } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { clockText } from "#components/dates/moment-text.ts";
import { refreshFigures, useLiveUpdates } from "#components/trpc/live-updates.ts";
import { Button } from "#components/ui/button.tsx";
import { PauseButton } from "./pause-button.tsx";

/** Of when the figures are; fetches them again, and stops them from changing while they are read where nothing else does. */
export function LiveStatus({ pausable }: { pausable: boolean }) {
  const queryClient = useQueryClient();
  const { at, failing, paused } = useLiveUpdates();
  const [asked, setAsked] = useState(false);
  const refresh = async () => {
    setAsked(true);
    await refreshFigures(queryClient);
    setAsked(false);
  };
  const word = paused ? "Paused" : failing ? "Not updated since" : "Updated";
  return (
    <div className="-mr-2 flex items-center max-sm:-ml-2.5 sm:mr-0 print:hidden">
      <Button variant="ghost" onClick={refresh} className={`tabular-nums ${failing ? "text-danger-ink" : ""}`}>
        <RefreshCw aria-hidden="true" className={`size-3.5 ${asked ? "animate-spin" : ""}`} />
        <span className="sr-only">Refresh. </span>
        {/* The same width before the time is known: nothing moves. */}
        <span className={at > 0 ? "" : "invisible"}>
          {word} {clockText(at)}
        </span>
      </Button>
      {pausable && <PauseButton />}
    </div>
  );
}
