import "server-only";
import { randomUUID } from "node:crypto";
import { cache } from "react";
import { currentSession } from "#server/access/page-session.ts";
import type { TrpcContext } from "./context.ts";

/**
 * The context of procedures that a page runs in this process while it renders: for `createTRPCOptionsProxy`. Cached,
 * since the proxy asks for it once a call.
 */
export const pageContext = cache(
  async (): Promise<TrpcContext> => ({ requestId: randomUUID(), now: new Date(), session: await currentSession() }),
);
