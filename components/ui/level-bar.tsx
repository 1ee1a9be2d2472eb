const fills = { on_track: "bg-on-track", near_limit: "bg-near-limit", over_limit: "bg-over-limit" };

/** A small picture of a budget in a table row; its percentage stands beside it. `part` is 0 to 1 of the limit. */
export function LevelBar({ part, status }: { part: number; status: keyof typeof fills }) {
  return (
    <span
      aria-hidden="true"
      className="flex h-2 w-full min-w-16 overflow-hidden rounded-full border border-line-control"
    >
      <span className={`h-full ${fills[status]}`} style={{ width: `${Math.min(100, part * 100)}%` }} />
    </span>
  );
}
