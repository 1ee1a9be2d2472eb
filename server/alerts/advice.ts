/**
 * What whoever reads an alert may do before the limit is reached, as a sentence; null where there is nothing to advise: a
 * limit that is reached says by itself what it stopped, and half of one is no reason for anything.
 */
export function adviceOf({ level, threshold }: { level: string; threshold: number }): string | null {
  if (level === "critical") return "Notification only. Consider pausing non-essential work.";
  return level === "warning" && threshold >= 80 ? "Notification only. Focus on critical tasks." : null;
}
