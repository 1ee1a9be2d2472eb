/** Ids of one kind often begin alike, so a long one is cut in its middle, never at its end. */
export function LongId({ id, tail = 9 }: { id: string; tail?: number }) {
  const split = Math.max(0, id.length - tail);
  return (
    <span className="flex min-w-0 max-w-full" title={id}>
      <span className="truncate">{id.slice(0, split)}</span>
      <span className="shrink-0">{id.slice(split)}</span>
    </span>
  );
}
