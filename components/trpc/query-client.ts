import { defaultShouldDehydrateQuery, QueryClient } from "@tanstack/react-query";

/** Refused requests (4xx) stay refused; only failures of ours are worth a second try. */
function worthRetrying(failures: number, error: unknown): boolean {
  const status = (error as { data?: { httpStatus?: number } } | null)?.data?.httpStatus ?? 500;
  return status >= 500 && failures < 1;
}

/** One client per request on the server, one per tab in the browser. Figures are fresh for 20 seconds. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 20_000,
        retry: worthRetrying,
        refetchOnWindowFocus: false, // live-updates.ts does, unless the reader has paused it
        networkMode: "always", // Purser may well run on this machine, which then needs no network
      },
      dehydrate: {
        // Queries still running are sent too: the page streams and each panel fills when its own answer is there.
        shouldDehydrateQuery: (query) => defaultShouldDehydrateQuery(query) || query.state.status === "pending",
        shouldRedactErrors: () => false,
      },
    },
  });
}
