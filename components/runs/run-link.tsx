import Link from "next/link";
import { LongId } from "#components/ui/long-id.tsx";

/** Address of a pipeline run’s page. */
export const runHref = (projectId: string, runId: string): string =>
  `/dashboard/products/${encodeURIComponent(projectId)}/runs/${encodeURIComponent(runId)}`;

type RunLinkProps = { projectId: string; runId: string; wide?: boolean };

/** A run by its id, leading to its page. */
export function RunLink({ projectId, runId, wide = false }: RunLinkProps) {
  return (
    <Link
      href={runHref(projectId, runId)}
      prefetch={false}
      aria-label={runId}
      className={`flex w-fit min-w-0 font-mono text-[0.8125rem] underline decoration-line-strong underline-offset-3 hover:decoration-current ${wide ? "max-w-48" : "max-w-32 @4xl:max-w-40"}`}
    >
      <LongId id={runId} />
    </Link>
  );
}
