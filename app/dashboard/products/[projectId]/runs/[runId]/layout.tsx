import type { ReactNode } from "react";
import { prefetchOrNotFound, trpc } from "../../../../../trpc-server.tsx";
import { projectOfPage } from "../../../../workspace.ts";

type Props = { params: Promise<{ projectId: string; runId: string }>; children: ReactNode };

/** Decides that the run exists, as the layout above does for the project. */
export default async function RunLayout({ params, children }: Props) {
  const { id: projectId } = await projectOfPage(params);
  const runId = decodeURIComponent((await params).runId);
  await prefetchOrNotFound(trpc.runs.getRun.queryOptions({ projectId, runId }));
  return children;
}
