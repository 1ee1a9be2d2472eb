import { Badge } from "#components/ui/badge.tsx";
import { markText } from "./book-words.ts";
import type { CorrectionMark } from "./books-data.ts";

/** Marks a call whose cost, or a part of it, is in the books of another month than its own. */
export function CorrectionBadge({ correction }: { correction: CorrectionMark | null }) {
  if (!correction) return null;
  const { label, title } = markText(correction);
  return (
    <span title={title}>
      <Badge>{label}</Badge>
    </span>
  );
}
