import type { Metadata } from "next";
import { RunPage } from "#components/runs/run-page.tsx";
import { HydrateClient, prefetch, trpc } from "../../../../../trpc-server.tsx";
import { projectOfPage } from "../../../../workspace.ts";

type Props = { params: Promise<{ projectId: string; runId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name } = await projectOfPage(params);
  return { title: `Run ${decodeURIComponent((await params).runId)} · ${name}` };
}

export default async function PipelineRunPage({ params }: Props) {
  const { id: projectId } = await projectOfPage(params);
  const runId = decodeURIComponent((await params).runId);
  prefetch(trpc.runs.getRun.queryOptions({ projectId, runId }));
  return (
    <HydrateClient>
      <RunPage projectId={projectId} runId={runId} />
    </HydrateClient>
  );
}
