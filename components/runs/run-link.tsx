import Link from "next/link";

/** Address of a pipeline run’s page. */
export const runHref = (projectId: string, runId: string): string =>
  `/dashboard/products/${encodeURIComponent(projectId)}/runs/${encodeURIComponent(runId)}`;

/** Runs of one pipeline often begin alike, so a long id is cut in its middle, never at its end. */
const tail = 9;

type RunLinkProps = { projectId: string; runId: string; wide?: boolean };

/** A run by its id, leading to its page. */
export function RunLink({ projectId, runId, wide = false }: RunLinkProps) {
  const split = Math.max(0, runId.length - tail);
  return (
    <Link
      href={runHref(projectId, runId)}
      prefetch={false}
      title={runId}
      aria-label={runId}
      className={`flex w-fit min-w-0 font-mono text-[0.8125rem] underline decoration-line-strong underline-offset-3 hover:decoration-current ${wide ? "max-w-48" : "max-w-32"}`}
    >
      <span className="truncate">{runId.slice(0, split)}</span>
      <span className="shrink-0">{runId.slice(split)}</span>
    </Link>
  );
}
