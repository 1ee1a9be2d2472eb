import { Gauge, Layers, type LucideIcon, RotateCcw, Scale, Waves } from "lucide-react";
import type { InsightKind } from "#server/insights/insight.ts";

const icons: Record<InsightKind, LucideIcon> = {
  cheaper_model: Scale,
  caching: Layers,
  retries: RotateCcw,
  effort: Gauge,
  unusual_run: Waves,
};

/** The sign of a kind of insight, beside its name. */
export function KindIcon({ kind }: { kind: InsightKind }) {
  const Icon = icons[kind];
  return <Icon aria-hidden="true" className="size-4 shrink-0" strokeWidth={1.75} />;
}
