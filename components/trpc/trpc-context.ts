"use client";

import { createTRPCContext } from "@trpc/tanstack-react-query";
import type { AppRouter } from "#server/trpc/router.ts";

/** `useTRPC()` gives the query and mutation options of every procedure, typed by the server’s router. */
export const { TRPCProvider, useTRPC } = createTRPCContext<AppRouter>();
