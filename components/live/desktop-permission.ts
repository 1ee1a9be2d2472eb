import type { News } from "./event-words.ts";

/** How this browser stands to desktop alerts of Purser. */
export type DesktopState = "unsupported" | "off" | "on" | "blocked";

const key = "purser-desktop-alerts";
const listeners = new Set<() => void>();

/** Calls `listener` when the state changes here or in another tab. Returns what ends that. */
export function onDesktopState(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  window.addEventListener("focus", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
    window.removeEventListener("focus", listener);
  };
}

/** The state now. Nobody is asked for anything. */
export function desktopState(): DesktopState {
  if (typeof Notification === "undefined" || !window.isSecureContext) return "unsupported";
  if (Notification.permission === "denied") return "blocked";
  return Notification.permission === "granted" && wanted() ? "on" : "off";
}

/** Turns them on, which asks for the browser's permission, or off. Only ever at a person's wish. */
export async function setDesktopAlerts(on: boolean): Promise<void> {
  if (on && Notification.permission !== "granted") await Notification.requestPermission();
  remember(on);
  for (const listener of listeners) listener();
}

/** Shows one in the system's own way, if that is on; chosen, it brings the page forward. */
export function showDesktopAlert({ id, title, text, path }: News, open: (path: string) => void): void {
  if (desktopState() !== "on") return;
  try {
    const shown = new Notification(`Purser: ${title}`, { body: text, tag: id });
    shown.onclick = () => {
      window.focus();
      open(path);
      shown.close();
    };
  } catch {
    // Browsers of phones let only service workers do this; the toast and the badge say the same.
  }
}

function wanted(): boolean {
  try {
    return localStorage.getItem(key) === "on";
  } catch {
    return false;
  }
}

function remember(on: boolean): void {
  try {
    if (on) localStorage.setItem(key, "on");
    else localStorage.removeItem(key);
  } catch {
    // Storage may be turned off; then they stay off.
  }
}
