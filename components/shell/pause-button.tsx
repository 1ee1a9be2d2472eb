"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { pauseLiveUpdates, refreshFigures, useIsPaused } from "#components/trpc/live-updates.ts";
import { Button } from "#components/ui/button.tsx";

/** Stops the figures of the page from changing while they are read, and lets them again. */
export function PauseButton() {
  const queryClient = useQueryClient();
  const paused = useIsPaused();
  const label = paused ? "Resume Live Updates" : "Pause Live Updates";
  const PauseOrPlay = paused ? Play : Pause;
  return (
    <Button
      variant="ghost"
      size="icon"
      aria-label={label}
      title={label}
      onClick={() => {
        pauseLiveUpdates(!paused);
        if (paused) void refreshFigures(queryClient);
      }}
    >
      <PauseOrPlay aria-hidden="true" className="size-3.5" />
    </Button>
  );
}
