import Link from "next/link";
import { productHref } from "#components/shell/product-path.ts";
import { agentHref } from "./agent-href.ts";

type AgentProjectsProps = { agentId: string; projects: readonly { projectId: string; name: string }[] };

const linked = "underline decoration-line-strong underline-offset-3 hover:decoration-current";

/**
 * Where an agent works: its project, and how many more there are. What it costs is of all of them together, so a row never
 * names one where there are several; its page splits the month.
 */
export function AgentProjects({ agentId, projects }: AgentProjectsProps) {
  const [first, ...others] = projects;
  if (!first) return <span className="text-ink-muted">None</span>;
  return (
    <span className="flex min-w-0 max-w-full flex-col items-start">
      <Link
        href={productHref(first.projectId, "ai-cost")}
        prefetch={false}
        title={first.name}
        className={`max-w-full truncate ${linked}`}
      >
        {first.name}
      </Link>
      {others.length > 0 && (
        <Link
          href={`${agentHref(agentId)}#projects`}
          prefetch={false}
          title={others.map(({ name }) => name).join(", ")}
          className={`font-normal text-ink-muted text-xs ${linked}`}
        >
          and {others.length} more
        </Link>
      )}
    </span>
  );
}
