import { Swatch } from "#components/ui/swatch.tsx";

/** An agent type with its colour. A long one is cut; all of it is in its tooltip. */
export function AgentBadge({ colour, label }: { colour: string; label: string }) {
  return (
    <span
      title={label}
      className="inline-flex min-w-0 max-w-full items-center gap-1.5 rounded-full border border-line bg-sunken px-2 py-0.5 font-medium text-xs"
    >
      <Swatch colour={colour} />
      <span className="truncate">{label}</span>
    </span>
  );
}
