"use client";

import {
  hashKey,
  type QueryKey,
  type UseSuspenseQueryOptions,
  useQuery,
  useSuspenseQuery,
} from "@tanstack/react-query";
import { useState } from "react";

/** How the figures of a panel stand to what is asked for. */
export type Freshness = {
  /** Older figures are shown while those asked for are on their way. */
  busy: boolean;
  /** Why the last attempt to get them failed; null when it did not. The older figures stay. */
  error: unknown;
  retry: () => void;
};

/**
 * A query whose last good answer stays until the next one is here, also where that fails. `shown` is what the answer is
 * of, which may be what was asked for before. Only the first answer is waited for by Suspense, and only its failure throws.
 */
export function useKeptQuery<Asked, Answer, Problem, Data, Key extends QueryKey>(
  asked: Asked,
  optionsOf: (asked: Asked) => UseSuspenseQueryOptions<Answer, Problem, Data, Key>,
): { data: Data; shown: Asked; freshness: Freshness } {
  const options = optionsOf(asked);
  const [kept, setKept] = useState(asked);
  const keptOptions = optionsOf(kept);
  const last = useSuspenseQuery(keptOptions);
  const next = useQuery(options);
  if (next.data !== undefined && hashKey(options.queryKey) !== hashKey(keptOptions.queryKey)) setKept(asked);
  return {
    data: next.data ?? last.data,
    shown: next.data === undefined ? kept : asked,
    freshness: { busy: next.isPending, error: next.error, retry: () => void next.refetch() },
  };
}
