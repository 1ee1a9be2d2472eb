import { CircleAlert, type LucideIcon, OctagonX, TrendingUp, TriangleAlert, Waves } from "lucide-react";
import { Badge, type BadgeTone } from "#components/ui/badge.tsx";
import { levelText } from "./alert-words.ts";

const looks: Record<string, { icon: LucideIcon; tone: BadgeTone }> = {
  warning: { icon: TriangleAlert, tone: "warning" },
  critical: { icon: CircleAlert, tone: "bad" },
  exceeded: { icon: OctagonX, tone: "bad" },
  forecast: { icon: TrendingUp, tone: "warning" },
  anomaly: { icon: Waves, tone: "warning" },
};

/** How severe an alert is: an icon and a word. */
export function AlertLevel({ level }: { level: string }) {
  const { icon: Icon, tone } = looks[level] ?? { icon: CircleAlert, tone: "neutral" as const };
  return (
    <Badge tone={tone} icon={<Icon aria-hidden="true" />}>
      {levelText(level)}
    </Badge>
  );
}
