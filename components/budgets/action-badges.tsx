import { Bell, CirclePause, Hand, OctagonX, Webhook } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import type { ExceededAction } from "#server/budgets/budget.ts";
import { actionLabels } from "./budget-words.ts";

const icons = { notify: Bell, webhook: Webhook, approval: Hand, block: OctagonX, pause: CirclePause };
const order = Object.keys(icons) as ExceededAction[];

/** What follows at the limit; what stops calls stands out. */
export function ActionBadges({ actions }: { actions: readonly ExceededAction[] }) {
  if (actions.length === 0) return <span className="text-ink-muted">Nothing</span>;
  return (
    <span className="flex flex-wrap gap-1 @max-2xl:justify-end">
      {order
        .filter((action) => actions.includes(action))
        .map((action) => {
          const Icon = icons[action];
          const stops = action === "block" || action === "pause" || action === "approval";
          return (
            <Badge key={action} tone={stops ? "warning" : "neutral"} icon={<Icon aria-hidden="true" />}>
              {actionLabels[action]}
            </Badge>
          );
        })}
    </span>
  );
}
