import { agentHref } from "#components/agents/agent-href.ts";
import { longMonth } from "#components/dates/moment-text.ts";
import { runHref } from "#components/runs/run-link.tsx";
import { productHref } from "#components/shell/product-path.ts";
import type { Alert } from "#server/alerts/queries.ts";
import { dayLabel } from "#server/time/label.ts";
import { dayKey, dayMs, monthKey } from "#server/time/window.ts";

type AlertPlace = { href: string; label: string };

/**
 * The page that shows what the alert is about, over the time that it counted: an agent in the running window, a run, or a month or range
 * of a project.
 */
export function alertPlace(
  alert: Pick<Alert, "level" | "scope" | "scopeId" | "seenIn" | "window" | "windowStart">,
  now: Date,
): AlertPlace {
  const { level, scope, scopeId, seenIn, window, windowStart } = alert;
  const runs = window === "day" ? windowStart.slice(0, 10) === dayKey(now) : windowStart.slice(0, 7) === monthKey(now);
  if (scope === "agent" && level === "anomaly") return { href: agentHref(scopeId), label: "View Agent" };
  if (scope === "agent" && runs) return { href: `${agentHref(scopeId)}?tab=budget`, label: "View Agent" };
  if (!seenIn) return { href: "/dashboard", label: "View Projects" };
  if (scope === "pipeline_run") return { href: runHref(seenIn.id, scopeId), label: "View Run" };
  const page = productHref(seenIn.id, "ai-cost");
  if (window === "run") return { href: page, label: "View AI Cost" };
  const month = windowStart.slice(0, 7);
  const day = windowStart.slice(0, 10);
  const label = `View AI Cost, ${window === "day" ? dayLabel(day) : longMonth(month)}`;
  const ago = (now.getTime() - Date.parse(windowStart)) / dayMs;
  if (window === "day" && ago < 7) return { href: `${page}?range=7d`, label };
  return { href: month < monthKey(now) ? `${page}?month=${month}` : page, label };
}
