import { AgentLink } from "#components/agents/agent-link.tsx";
import { AgentBadge } from "./agent-badge.tsx";

type AgentCellProps = { agentId: string; label: string; colour: string };

/** An agent by its id, under its type. */
export function AgentCell({ agentId, label, colour }: AgentCellProps) {
  return (
    <span className="inline-flex min-w-0 max-w-38 @4xl:max-w-48 flex-col items-start gap-0.5">
      <AgentBadge colour={colour} label={label} />
      <AgentLink agentId={agentId} className="font-mono text-ink-muted text-xs" />
    </span>
  );
}
