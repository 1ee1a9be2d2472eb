import Link from "next/link";
import { classNames } from "#components/ui/class-names.ts";
import { agentHref } from "./agent-href.ts";

type AgentLinkProps = { agentId: string; name?: string; className?: string };

/** An agent by its name, or its id, leading to its page. */
export function AgentLink({ agentId, name = agentId, className }: AgentLinkProps) {
  return (
    <Link
      href={agentHref(agentId)}
      prefetch={false}
      title={name}
      className={classNames(
        "max-w-full truncate underline decoration-line-strong underline-offset-3 hover:decoration-current",
        className,
      )}
    >
      {name}
    </Link>
  );
}
