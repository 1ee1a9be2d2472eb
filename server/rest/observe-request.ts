import { randomUUID } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { actorName, type Ctx } from "#server/context.ts";
import { log } from "#server/log.ts";
import { countRequest } from "./metrics.ts";
import { rateLimitHeaders } from "./rate-limit.ts";
import type { RestEnv } from "./rest-env.ts";
import { securityHeaders } from "./security-headers.ts";

const requestIdPattern = /^[\w.:-]{8,128}$/;

/** The caller's own request id (`X-Request-Id`) where it is usable, else a new one. */
export function requestIdOf(given: string | null | undefined): string {
  return given && requestIdPattern.test(given) ? given : randomUUID();
}

/** What the log says of a request that was answered. `start` is of `performance.now()`. */
type Answered = { method: string; path: string; status: number; start: number; ctx?: Ctx; requestId: string };

/** Counts a request for `/api/metrics` and writes its one line. `path` is without its query, which may hold a one-time link's secret. */
export function logRequest({ method, path, status, start, ctx, requestId }: Answered): void {
  const ms = performance.now() - start;
  countRequest(method, status, ms);
  log.info({
    method,
    path,
    status,
    ms: Math.round(ms * 10) / 10,
    org: ctx?.orgId,
    actor: ctx && actorName(ctx.actor),
    requestId,
  });
}

/** Around every request: an id and the time it came in, headers that every answer carries, and one line in the log. */
export const observeRequest: MiddlewareHandler<RestEnv> = async (c, next) => {
  const requestId = requestIdOf(c.req.raw.headers.get("x-request-id"));
  const start = performance.now();
  c.set("requestId", requestId);
  c.set("now", new Date());
  await next();
  const { headers } = c.res;
  headers.set("x-request-id", requestId);
  const more = { ...securityHeaders(), ...rateLimitHeaders(c.get("allowance")) };
  for (const [name, value] of Object.entries(more)) if (!headers.has(name)) headers.set(name, value);
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  const { method, path } = c.req;
  logRequest({ method, path, status: c.res.status, start, ctx: c.get("ctx"), requestId });
};
