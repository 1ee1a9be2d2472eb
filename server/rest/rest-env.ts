import type { HttpBindings } from "@hono/node-server";
import type { Ctx } from "#server/context.ts";
import type { Allowance } from "./rate-limit.ts";

/**
 * What a Hono handler finds in its context. `ctx` is there behind `authenticate`; the rest always.
 * `incoming` and `outgoing` are missing where Next carries the handler.
 */
export type RestEnv = {
  Bindings: Partial<HttpBindings>;
  Variables: { requestId: string; now: Date; ctx: Ctx; allowance: Allowance | undefined };
};
