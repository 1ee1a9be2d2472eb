import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { runHref } from "#components/runs/run-link.tsx";
import { RunPage } from "#components/runs/run-page.tsx";
import { jobsBefore, loadRunUrl, runUrl } from "#components/runs/run-url.ts";
import { HydrateClient, prefetch, trpc } from "../../../../../trpc-server.tsx";
import { cleanedSearch } from "../../../../cleaned-search.ts";
import { projectOfPage } from "../../../../workspace.ts";

type Props = { params: Promise<{ projectId: string; runId: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name } = await projectOfPage(params);
  return { title: `Run ${decodeURIComponent((await params).runId)} · ${name}` };
}

export default async function PipelineRunPage({ params, searchParams }: Props) {
  const { id: projectId } = await projectOfPage(params);
  const runId = decodeURIComponent((await params).runId);
  const clean = cleanedSearch(await searchParams, runUrl);
  if (clean !== null) redirect(`${runHref(projectId, runId)}${clean}`);
  const { page } = await loadRunUrl(searchParams);
  prefetch(trpc.runs.getRun.queryOptions({ projectId, runId }));
  prefetch(trpc.runs.getRunJobs.queryOptions({ projectId, runId, cursor: jobsBefore(page) }));
  return (
    <HydrateClient>
      <RunPage projectId={projectId} runId={runId} />
    </HydrateClient>
  );
}
