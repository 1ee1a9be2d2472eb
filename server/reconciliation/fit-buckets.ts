/** A stretch of time, from `start` up to and without `end`. */
type Span = { readonly start: Date; readonly end: Date };

type Fit<Kept, New> = {
  /** What goes in, with the one of the same bounds that it takes the place of. */
  put: { bucket: New; before: Kept | null }[];
  /** What is there no longer. */
  remove: Kept[];
  /** What would count a part of a day twice, or half of it: the one that is in its way. */
  refused: { bucket: New; inWayOf: Span }[];
};

/**
 * How new buckets of a report fit among those that are kept, so that none ever overlap. One of the same bounds takes the
 * other's place. A kept one goes where the new ones cover it whole (hours of a day that was known as one figure); where they
 * cover a part of it only, they are refused, since neither figure says how much of the other it holds.
 */
export function fitBuckets<Kept extends Span, New extends Span>(
  kept: readonly Kept[],
  incoming: readonly New[],
): Fit<Kept, New> {
  const refused: Fit<Kept, New>["refused"] = [];
  let accepted: New[] = [];
  for (const bucket of incoming) {
    const inWay = accepted.find((other) => overlap(other, bucket));
    if (inWay) refused.push({ bucket, inWayOf: inWay });
    else accepted.push(bucket);
  }
  // What is refused covers nothing, which may let others down in turn.
  for (let changed = true; changed; ) {
    changed = false;
    for (const old of kept) {
      const over = accepted.filter((bucket) => overlap(bucket, old));
      if (over.length === 0 || over.some((bucket) => same(bucket, old)) || covers(over, old)) continue;
      refused.push(...over.map((bucket) => ({ bucket, inWayOf: old })));
      accepted = accepted.filter((bucket) => !over.includes(bucket));
      changed = true;
    }
  }
  return {
    put: accepted.map((bucket) => ({ bucket, before: kept.find((old) => same(old, bucket)) ?? null })),
    remove: kept.filter((old) => accepted.some((bucket) => overlap(bucket, old) && !same(bucket, old))),
    refused,
  };
}

const overlap = (a: Span, b: Span) => a.start < b.end && b.start < a.end;
const same = (a: Span, b: Span) => a.start.getTime() === b.start.getTime() && a.end.getTime() === b.end.getTime();

/** Spans that do not overlap each other cover another one where they leave no gap in it. */
function covers(spans: readonly Span[], whole: Span): boolean {
  let upTo = whole.start.getTime();
  for (const { start, end } of spans.toSorted((a, b) => a.start.getTime() - b.start.getTime())) {
    if (start.getTime() > upTo) return false;
    upTo = Math.max(upTo, end.getTime());
  }
  return upTo >= whole.end.getTime();
}
