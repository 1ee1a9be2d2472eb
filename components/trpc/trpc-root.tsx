"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchStreamLink } from "@trpc/client";
import { type ReactNode, useState } from "react";
import type { AppRouter } from "#server/trpc/router.ts";
import { createQueryClient } from "./query-client.ts";
import { TRPCProvider } from "./trpc-context.ts";

/**
 * Gives the pages their queries. Calls made together travel together, and each answer is handed out as it arrives, so a
 * slow or failing procedure holds up no other.
 */
export function TRPCRoot({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  const [trpcClient] = useState(() =>
    createTRPCClient<AppRouter>({ links: [httpBatchStreamLink({ url: "/api/trpc" })] }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
