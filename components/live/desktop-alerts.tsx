"use client";

import { Bell, BellOff, BellRing } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "#components/ui/button.tsx";
import { type DesktopState, desktopState, onDesktopState, setDesktopAlerts } from "./desktop-permission.ts";

const states: Record<Exclude<DesktopState, "off">, string> = {
  unsupported: "",
  on: "Desktop alerts are on while a page of Purser is open.",
  blocked: "Desktop alerts are blocked. Allow notifications for this site in your browser’s settings.",
};

/** Turns desktop alerts on or off; only then is the browser's permission asked for. Says when the browser blocks them. */
export function DesktopAlerts({ saysUnsupported = false }) {
  const state = useSyncExternalStore(onDesktopState, desktopState, () => "unsupported" as const);
  if (state === "unsupported") {
    if (!saysUnsupported) return null;
    return (
      <p className="text-[0.8125rem] text-ink-muted">This browser shows none, or not for an address without https.</p>
    );
  }
  return (
    <>
      <span
        role="status"
        className="flex items-center gap-1.5 text-[0.8125rem] text-ink-muted empty:hidden [&_svg]:size-3.5"
      >
        {state === "blocked" && <BellOff aria-hidden="true" className="shrink-0" />}
        {state === "off" ? "" : states[state]}
      </span>
      {state === "off" && (
        <Button onClick={() => setDesktopAlerts(true)}>
          <Bell aria-hidden="true" className="size-3.5" />
          Enable Desktop Alerts
        </Button>
      )}
      {state === "on" && (
        <Button onClick={() => setDesktopAlerts(false)}>
          <BellRing aria-hidden="true" className="size-3.5" />
          Disable Desktop Alerts
        </Button>
      )}
    </>
  );
}
