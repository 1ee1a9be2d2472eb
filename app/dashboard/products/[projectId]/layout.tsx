import type { ReactNode } from "react";
import { projectOfPage } from "../../workspace.ts";

type Props = { params: Promise<{ projectId: string }>; children: ReactNode };

/** Decides that the project exists before anything is sent: a page that has begun to stream can no longer be a 404. */
export default async function ProductLayout({ params, children }: Props) {
  await projectOfPage(params);
  return children;
}
