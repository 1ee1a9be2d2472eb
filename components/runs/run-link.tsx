import Link from "next/link";

/** Address of a pipeline run’s page. */
export const runHref = (projectId: string, runId: string): string =>
  `/dashboard/products/${encodeURIComponent(projectId)}/runs/${encodeURIComponent(runId)}`;

/** A run by its id, leading to its page. */
export function RunLink({ projectId, runId }: { projectId: string; runId: string }) {
  return (
    <Link
      href={runHref(projectId, runId)}
      prefetch={false}
      title={runId}
      className="block max-w-36 truncate font-mono text-[0.8125rem] underline decoration-line-strong underline-offset-3 hover:decoration-current"
    >
      {runId}
    </Link>
  );
}
