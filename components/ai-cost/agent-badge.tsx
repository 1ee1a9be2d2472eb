import { seriesColour } from "#components/charts/series-colour.ts";
import { Swatch } from "#components/ui/swatch.tsx";

/** An agent type with its colour. */
export function AgentBadge({ agentType, label }: { agentType: string; label: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 rounded-full border border-line bg-sunken px-2 py-0.5 font-medium text-xs whitespace-nowrap">
      <Swatch colour={seriesColour("agentType", agentType)} />
      {label}
    </span>
  );
}
