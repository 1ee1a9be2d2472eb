import type { MiddlewareHandler } from "hono";
import { requireOwnPage } from "#server/access/own-origin.ts";
import { type Permission, requirePermission } from "#server/access/permissions.ts";
import { readSession, sessionCtx } from "#server/access/session.ts";
import { AppError } from "#server/errors.ts";
import { limitAddress, takeRequestOf } from "./rate-limit.ts";
import type { RestEnv } from "./rest-env.ts";

/**
 * Lets in who is signed in, has the permission and asks from one of our own pages, and puts their `Ctx` into the Hono
 * context: for what only pages send and tRPC cannot carry. The body is not looked at. A cookie alone is no proof: another
 * site could have sent it along.
 */
export function pageGate(permission: Permission): MiddlewareHandler<RestEnv> {
  return async (c, next) => {
    requireOwnPage(c.req.raw);
    const session = await readSession(c.req.raw.headers, (cookie) => c.header("set-cookie", cookie, { append: true }));
    if (!session) {
      limitAddress(c);
      throw new AppError("unauthenticated", "You are signed out. Sign in again.");
    }
    const ctx = sessionCtx(session, c.get("now"));
    c.set("ctx", ctx);
    takeRequestOf(ctx, (allowance) => c.set("allowance", allowance));
    requirePermission(ctx, permission);
    await next();
  };
}
