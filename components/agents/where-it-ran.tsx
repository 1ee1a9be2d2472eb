import Link from "next/link";
import { RunLink } from "#components/runs/run-link.tsx";
import { productHref } from "#components/shell/product-path.ts";

type WhereItRanProps = { projectId: string; runId: string | null };

/** The pipeline run and the project that a job or a call belongs to, leading there. */
export function WhereItRan({ projectId, runId }: WhereItRanProps) {
  return (
    <span className="flex min-w-0 flex-col items-start gap-0.5 @max-2xl:items-end">
      {runId ? <RunLink projectId={projectId} runId={runId} /> : <span className="text-ink-muted">No run</span>}
      <Link
        href={productHref(projectId, "ai-cost")}
        prefetch={false}
        title={projectId}
        className="max-w-full truncate font-normal text-ink-muted text-xs underline decoration-line-strong underline-offset-3 hover:decoration-current"
      >
        {projectId}
      </Link>
    </span>
  );
}
