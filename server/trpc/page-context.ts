import "server-only";
import { randomUUID } from "node:crypto";
import { cache } from "react";
import { currentSession } from "#server/access/page-session.ts";
import type { TrpcContext } from "./context.ts";
import { createCaller } from "./router.ts";

/**
 * The context of procedures that a page runs in this process while it renders: for `createTRPCOptionsProxy`. Cached,
 * since the proxy asks for it once a call.
 */
export const pageContext = cache(
  async (): Promise<TrpcContext> => ({ requestId: randomUUID(), now: new Date(), session: await currentSession() }),
);

/** Calls a procedure from a server component, through the same gate: `await pageCaller.session.current()`. */
export const pageCaller = createCaller(pageContext);
