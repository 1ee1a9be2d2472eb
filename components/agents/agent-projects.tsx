import Link from "next/link";
import { productHref } from "#components/shell/product-path.ts";

type AgentProjectsProps = { projects: readonly { projectId: string; name: string }[] };

/**
 * Where an agent works: its project, and how many more there are. What it costs is of all of them together, so a row never
 * names one where there are several; its page splits the month.
 */
export function AgentProjects({ projects }: AgentProjectsProps) {
  const [first, ...others] = projects;
  if (!first) return <span className="text-ink-muted">None</span>;
  return (
    <span className="flex min-w-0 max-w-full flex-col items-start @max-2xl:items-end">
      <Link
        href={productHref(first.projectId, "ai-cost")}
        prefetch={false}
        title={first.name}
        className="max-w-full truncate underline decoration-line-strong underline-offset-3 hover:decoration-current"
      >
        {first.name}
      </Link>
      {others.length > 0 && (
        <span title={others.map(({ name }) => name).join(", ")} className="font-normal text-ink-muted text-xs">
          and {others.length} more
        </span>
      )}
    </span>
  );
}
