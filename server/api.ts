import { randomUUID } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { HTTPException } from "hono/http-exception";
import { clientAddress } from "./access/client-address.ts";
import { sessionCtx } from "./access/session.ts";
import { env } from "./env.ts";
import { AppError } from "./errors.ts";
import { asRequest } from "./in-request.ts";
import { allowedMethods } from "./rest/allowed-methods.ts";
import { answerError } from "./rest/answer-error.ts";
import { authHandler } from "./rest/auth-handler.ts";
import { bodyLimit } from "./rest/body-limit.ts";
import { docsPage } from "./rest/docs/docs-page.ts";
import { isLeaving } from "./rest/leaving.ts";
import { malformedJson } from "./rest/malformed-json.ts";
import { metricsText } from "./rest/metrics.ts";
import { observeRequest } from "./rest/observe-request.ts";
import { openapiDocument } from "./rest/openapi-document.ts";
import { otlpErrors } from "./rest/otlp-answer.ts";
import { problemOf, problemResponse } from "./rest/problem.ts";
import { limitAddress, limitUnknown, takeRequestOf } from "./rest/rate-limit.ts";
import { checkReadiness } from "./rest/readiness.ts";
import { restApi } from "./rest/rest-api.ts";
import type { RestEnv } from "./rest/rest-env.ts";
import { importUploads } from "./rest/routes/imports.ts";
import { securityHeaders } from "./rest/security-headers.ts";
import { trpcHandler } from "./trpc/handler.ts";

/** Sign-in forms and page queries are small; what agents send may be as large as PURSER_MAX_BODY_BYTES. */
const pageBodyBytes = 1_000_000;

let built: Hono<RestEnv> | undefined;

/** Built at the first request, since it reads the environment. */
function app(): Hono<RestEnv> {
  built ??= build();
  return built;
}

function build(): Hono<RestEnv> {
  // Not strict: a slash at the end of a path changes nothing.
  const app = new Hono<RestEnv>({ strict: false });
  app.use(observeRequest);
  app.use("/api/otel/*", otlpErrors);
  const origins = env().PURSER_CORS_ORIGINS;
  if (origins.length > 0) app.use("/api/*", invite(origins));
  for (const path of ["/api/ready", "/api/metrics", "/api/openapi.json", "/api/docs"]) app.use(path, limitUnknown);
  for (const path of ["/api/auth/*", "/api/trpc/*"]) app.use(path, bodyLimit(pageBodyBytes), refuseEncoded);
  // Files have a limit of their own.
  app.route("/api", importUploads);
  app.use(bodyLimit(env().PURSER_MAX_BODY_BYTES));

  app.on(["GET", "POST"], "/api/auth/*", (c) =>
    authHandler(c.req.raw, { requestId: c.get("requestId"), address: clientAddress(c.env) }),
  );
  app.on(["GET", "POST"], "/api/trpc/*", (c) =>
    trpcHandler({
      request: c.req.raw,
      requestId: c.get("requestId"),
      now: c.get("now"),
      admit: ({ session, now }, calls) => {
        if (!session) return limitAddress(c);
        if (session instanceof AppError) return;
        const ctx = sessionCtx(session, now);
        c.set("ctx", ctx);
        takeRequestOf(ctx, (allowance) => c.set("allowance", allowance), calls);
      },
    }),
  );
  app.get("/api/health", healthy);
  app.get("/api/ready", async (c) => {
    if (isLeaving()) throw new AppError("unavailable", "This process is about to stop. Send requests to another.");
    await checkReadiness();
    return c.json({ status: "ready" });
  });
  app.get("/api/metrics", async (c) =>
    c.body(await metricsText(), 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }),
  );
  app.get("/api/openapi.json", (c) => c.json(openapiDocument()));
  app.get("/api/docs", () => docsPage());
  app.route("/api", restApi);

  app.onError(async (error, c) =>
    answerError(await named(error, c), { requestId: c.get("requestId"), path: c.req.path }),
  );
  app.notFound((c) => {
    const requestId = c.get("requestId");
    const allowed = allowedMethods(app, c.req.path);
    if (allowed.length === 0) {
      return problemResponse(new AppError("not_found", `There is nothing at ${c.req.path}.`), requestId);
    }
    if (c.req.method === "OPTIONS") return new Response(null, { status: 204, headers: { allow: allowed.join(", ") } });
    const problem = {
      type: "about:blank" as const,
      title: "The method is not allowed here",
      status: 405,
      detail: `${c.req.path} takes ${allowed.join(", ")}, not ${c.req.method}.`,
      code: "method_not_allowed",
      requestId,
    };
    return problemOf(problem, { allow: allowed.join(", ") });
  });
  return app;
}

/** Hono does not say what is wrong with a JSON body. Its text was read already, and is kept. */
async function named(error: Error, c: Context<RestEnv>): Promise<Error> {
  const unreadable = error instanceof HTTPException && error.status === 400;
  return unreadable ? malformedJson(await c.req.text(), error) : error;
}

/** Lets pages of other origins call REST with a key or a token: never with the cookies of a session. */
function invite(origins: string[]): MiddlewareHandler<RestEnv> {
  const allowed = cors({
    origin: origins,
    allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    allowHeaders: ["authorization", "content-type", "x-org-id", "x-request-id"],
    exposeHeaders: ["x-request-id", "retry-after", "ratelimit", "ratelimit-policy"],
    maxAge: 600,
  });
  return (c, next) => {
    const ours = /^\/api\/(auth|trpc)(\/|$)/.test(c.req.path);
    return ours || !origins.includes(c.req.header("origin") ?? "") ? next() : allowed(c, next);
  };
}

/** Browsers send forms and queries as they are. */
const refuseEncoded: MiddlewareHandler<RestEnv> = (c, next) => {
  if (c.req.header("content-encoding") === undefined) return next();
  throw new AppError("unsupported_media_type", "Send the body without Content-Encoding.");
};

/**
 * The whole API as one function: REST under `/api`, tRPC for the pages, Better Auth. `server/main` mounts it in front
 * of Next, `app/api` inside Next. It answers every error itself and never throws.
 */
export const api = {
  fetch(request: Request, bindings: Partial<HttpBindings> = {}): Response | Promise<Response> {
    return isHealthCheck(request) ? healthy() : asRequest(() => app().fetch(request, bindings));
  },
};

/** Asked often and by machines, so it is answered before anything else, and not logged. */
function isHealthCheck({ method, url }: Request): boolean {
  return method === "GET" && url.endsWith("/api/health") && new URL(url).pathname === "/api/health";
}

function healthy(): Response {
  return new Response('{"status":"ok"}', {
    headers: {
      ...securityHeaders(),
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-request-id": randomUUID(),
    },
  });
}

/** A request that is not even HTTP as we know it (a bad host or address), answered like every other error. */
export function unreadableRequest(): Response {
  return problemResponse(new AppError("bad_request", "The address of the request cannot be read."), randomUUID());
}
