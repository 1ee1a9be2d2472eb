import { randomUUID } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { actorName } from "#server/context.ts";
import { log } from "#server/log.ts";
import type { RestEnv } from "./rest-env.ts";

const requestIdPattern = /^[\w.:-]{8,128}$/;

/** The caller's own request id where it is usable, else a new one. */
function requestIdOf(headers: Headers): string {
  const given = headers.get("x-request-id");
  return given !== null && requestIdPattern.test(given) ? given : randomUUID();
}

/**
 * Around every request: an id and the time it came in, headers that every answer carries, and one line in the log.
 * The line has the path without its query, which may hold a one-time link's secret.
 */
export const observeRequest: MiddlewareHandler<RestEnv> = async (c, next) => {
  const requestId = requestIdOf(c.req.raw.headers);
  const start = performance.now();
  c.set("requestId", requestId);
  c.set("now", new Date());
  await next();
  const { headers } = c.res;
  headers.set("x-request-id", requestId);
  headers.set("x-content-type-options", "nosniff");
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  const ctx = c.get("ctx");
  log.info({
    method: c.req.method,
    path: c.req.path,
    status: c.res.status,
    ms: Math.round((performance.now() - start) * 10) / 10,
    org: ctx?.orgId,
    actor: ctx && actorName(ctx.actor),
    requestId,
  });
};
