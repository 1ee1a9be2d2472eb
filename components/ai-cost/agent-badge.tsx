import { Swatch } from "#components/ui/swatch.tsx";

/** An agent type with its colour. */
export function AgentBadge({ colour, label }: { colour: string; label: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 rounded-full border border-line bg-sunken px-2 py-0.5 font-medium text-xs whitespace-nowrap">
      <Swatch colour={colour} />
      {label}
    </span>
  );
}
