import { Badge, type BadgeTone } from "#components/ui/badge.tsx";
import type { ImportStatus } from "#server/ingest/uploads/file-import.ts";

const words: Record<ImportStatus, [string, BadgeTone]> = {
  ready: ["Not Checked", "neutral"],
  checking: ["Checking", "neutral"],
  checked: ["Checked", "neutral"],
  booking: ["Importing", "neutral"],
  done: ["Imported", "good"],
  stopped: ["Cut Off", "warning"],
  refused: ["Not Readable", "bad"],
  cancelled: ["Cancelled", "neutral"],
};

/** How an import stands. */
export function ImportStatusBadge({ status }: { status: ImportStatus }) {
  const [label, tone] = words[status];
  return <Badge tone={tone}>{label}</Badge>;
}
