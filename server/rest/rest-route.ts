import { createRoute, type RouteConfig, z } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { authenticate, authenticateByToken } from "#server/access/authenticate.ts";
import { type Permission, requirePermission } from "#server/access/permissions.ts";
import { env } from "#server/env.ts";
import { AppError } from "#server/errors.ts";
import { limitAddress, takeRequestOf } from "./rate-limit.ts";
import type { RestEnv } from "./rest-env.ts";
import { unzipped } from "./unzipped.ts";

/** Which credentials open a route: any, or a member's JSON Web Token only. */
type Credentials = "any" | "token";

/**
 * Lets callers with the permission through and puts their `Ctx` into the Hono context.
 * 401 without good credentials, 429 for too many requests, 403 without the right: both before the body is looked at, or unzipped.
 */
function admit(permission: Permission, credentials: Credentials): MiddlewareHandler<RestEnv> {
  return async (c, next) => {
    const { headers } = c.req.raw;
    const authenticated =
      credentials === "token"
        ? authenticateByToken(headers, c.get("now"))
        : authenticate(headers, c.req.method, c.get("now"));
    const ctx = await authenticated.catch((error: unknown) => {
      if (error instanceof AppError && error.code === "unauthenticated") limitAddress(c);
      throw error;
    });
    c.set("ctx", ctx);
    takeRequestOf(ctx, (allowance) => c.set("allowance", allowance));
    requirePermission(ctx, permission);
    const encoding = c.req.header("content-encoding");
    if (encoding !== undefined) c.req.raw = await unzipped(c.req.raw, encoding, env().PURSER_MAX_BODY_BYTES);
    await next();
  };
}

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi("Problem");

/** An error, as a route declares one that it can answer. */
export const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: problemSchema } },
});

const always = {
  401: problem("Credentials are missing or not valid."),
  403: problem("These credentials do not allow it."),
  429: problem("Too many requests: try again after Retry-After seconds."),
  default: problem("Any other error."),
};

/** As the OpenAPI document names them. */
const security: Record<Credentials, Record<string, string[]>[]> = {
  any: [{ apiKey: [] }, { token: [] }],
  token: [{ token: [] }],
};

/**
 * A JSON body of the shape of `schema`, as a route declares it, with examples by name. Other content types are answered 415.
 */
export const jsonBody = <Schema extends z.ZodType>(schema: Schema, examples?: Record<string, z.input<Schema>>) => ({
  required: true as const,
  content: { "application/json": { schema, ...(examples && { examples: named(examples) }) } },
});

const named = (examples: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]));

/** A JSON answer of the shape of `schema`, as a route declares it. */
export const jsonAnswer = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: { "application/json": { schema } },
});

/**
 * A REST route: what it takes to call it stands beside its path, and from the same declaration requests are
 * checked and the OpenAPI document is made.
 */
export function restRoute<
  Path extends string,
  const Config extends Omit<RouteConfig, "path" | "middleware"> & { path: Path },
>(permission: Permission, config: Config, credentials: Credentials = "any") {
  return createRoute({
    ...config,
    security: security[credentials],
    middleware: admit(permission, credentials),
    // Errors are thrown, so a handler's type knows its own answers only.
    responses: { ...always, ...config.responses } as Config["responses"],
  });
}
