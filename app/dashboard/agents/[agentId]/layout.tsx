import type { ReactNode } from "react";
import { prefetchOrNotFound, trpc } from "../../../trpc-server.tsx";
import { workspace } from "../../workspace.ts";

type Props = { params: Promise<{ agentId: string }>; children: ReactNode };

/** Decides that the agent exists before anything is sent: a page that has begun to stream can no longer be a 404. */
export default async function AgentLayout({ params, children }: Props) {
  await workspace();
  await prefetchOrNotFound(trpc.agents.get.queryOptions({ agentId: decodeURIComponent((await params).agentId) }));
  return children;
}
