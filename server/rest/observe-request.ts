import { randomUUID } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Actor, Ctx } from "#server/context.ts";
import { log } from "#server/log.ts";
import { inRequestSpan } from "#server/tracing.ts";
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
type Answered = {
  method: string;
  path: string;
  /** As it is declared: `/api/v1/runs/:id`. */
  route: string;
  status: number;
  start: number;
  ctx?: Ctx;
  requestId: string;
};

/** Counts a request for `/api/metrics` and writes its one line. `path` is without its query, which may hold a one-time link's secret. */
export function logRequest({ method, path, route, status, start, ctx, requestId }: Answered): void {
  const ms = performance.now() - start;
  countRequest(method, route, status, ms);
  log.info({
    method,
    path,
    status,
    ms: Math.round(ms * 10) / 10,
    org: ctx?.orgId,
    actor: ctx && loggedActor(ctx.actor),
    requestId,
  });
}

/** A person by their id: an address is personal, and logs are kept and passed on where nobody forgets it. */
function loggedActor(actor: Actor): string {
  return actor.kind === "user" ? `user:${actor.id}` : `${actor.kind}:${actor.name}`;
}

/** Around every request: an id and the time it came in, headers that every answer carries, one line in the log, a span. */
export const observeRequest: MiddlewareHandler<RestEnv> = async (c, next) => {
  const requestId = requestIdOf(c.req.raw.headers.get("x-request-id"));
  const start = performance.now();
  c.set("requestId", requestId);
  c.set("now", new Date());
  const { method, path } = c.req;
  const header = (name: string) => c.req.header(name);
  await inRequestSpan({ method, path, header }, async (answered) => {
    await next();
    const { headers } = c.res;
    headers.set("x-request-id", requestId);
    const more = { ...securityHeaders(), ...rateLimitHeaders(c.get("allowance")) };
    for (const [name, value] of Object.entries(more)) if (!headers.has(name)) headers.set(name, value);
    if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
    const { status } = c.res;
    const route = routeOf(c);
    answered(route, status, spanAttributes(requestId, c.get("ctx")));
    logRequest({ method, path, route, status, start, ctx: c.get("ctx"), requestId });
  });
};

/** What a span says of who asked. */
export const spanAttributes = (requestId: string, ctx: Ctx | undefined) => ({
  "purser.request.id": requestId,
  ...(ctx && { "purser.organization.id": ctx.orgId }),
});

/** The route that answered, as it is declared; `other` where none did. */
function routeOf(c: Context<RestEnv>): string {
  const route = matchedRoutes(c).findLast(({ method, path }) => method !== "ALL" && path !== "/*");
  return route?.path ?? "other";
}
