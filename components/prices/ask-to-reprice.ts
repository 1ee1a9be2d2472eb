import type { FetchQueryOptions, QueryClient } from "@tanstack/react-query";
import type { RepricePreview } from "#server/ledger/preview-reprice.ts";
import { changingCalls } from "./reprice-words.ts";

type Preview<Key extends readonly unknown[]> = Pick<
  FetchQueryOptions<RepricePreview, Error, RepricePreview, Key>,
  "queryKey" | "queryFn"
>;

/** Asks about recorded calls, where a changed price would change any. Where that cannot be found out, nothing is asked. */
export async function askToReprice<Key extends readonly unknown[]>(
  queryClient: QueryClient,
  { queryKey, queryFn }: Preview<Key>,
  ask: () => void,
): Promise<void> {
  const preview = await queryClient.fetchQuery({ queryKey, queryFn, staleTime: 0 }).catch(() => null);
  if (preview && changingCalls(preview, true) > 0) ask();
}
