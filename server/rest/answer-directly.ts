import type { IncomingMessage, ServerResponse } from "node:http";
import { byKey } from "#server/access/authenticate.ts";
import { type Permission, requirePermission } from "#server/access/permissions.ts";
import { keyPrefix } from "#server/access/verify-api-key.ts";
import type { Ctx } from "#server/context.ts";
import { env } from "#server/env.ts";
import { AppError } from "#server/errors.ts";
import { type Answered, inRequestSpan } from "#server/tracing.ts";
import { answerError } from "./answer-error.ts";
import type { DirectAnswer } from "./direct-answer.ts";
import { malformedJson } from "./malformed-json.ts";
import { logRequest, requestIdOf, spanAttributes } from "./observe-request.ts";
import { type Allowance, rateLimitHeaders, takeRequestFrom, takeRequestOf } from "./rate-limit.ts";
import { recordDirectly } from "./routes/events.ts";
import { reserveDirectly } from "./routes/reservations.ts";
import { securityHeaders } from "./security-headers.ts";

/*
 * Agents send one small request a call. Through Hono such a request costs the server more than recording the call does
 * (a Request, a Response and three sets of Headers, a dozen middlewares), so the routes named here are answered straight
 * from node:http where a request is an ordinary one: an API key, a JSON body of announced length. Every other request
 * to them takes the way of all routes, and a test sends both the same.
 */

type DirectRoute = {
  permission: Permission;
  handle: (ctx: Ctx, body: unknown, requestId: string) => Promise<DirectAnswer>;
};

/** By their whole path; all are POST. */
const routes: Readonly<Record<string, DirectRoute>> = {
  "/api/v1/events": { permission: "ingest", handle: recordDirectly },
  "/api/v1/reservations": { permission: "reserve", handle: reserveDirectly },
};

/** Answers the request if it is one to be answered here; false leaves it, untouched, to the API. */
export function answerDirectly(request: IncomingMessage, response: ServerResponse): boolean {
  const { method, url = "", headers } = request;
  if (method !== "POST" || !Object.hasOwn(routes, url)) return false;
  const route = routes[url];
  const token = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? "")?.[1];
  if (!route || !token?.startsWith(keyPrefix)) return false;
  if (!/^application\/json(?:;|$)/.test(headers["content-type"] ?? "")) return false;
  if (headers["content-encoding"] !== undefined) return false;
  // Of a page elsewhere, which wants the headers of CORS, where they are let in.
  if (headers.origin !== undefined && env().PURSER_CORS_ORIGINS.length > 0) return false;
  const length = headers["content-length"];
  if (length === undefined || Number(length) > env().PURSER_MAX_BODY_BYTES) return false;
  const header = (name: string) => headerOf(request, name);
  void inRequestSpan({ method, path: url, header }, (answered) =>
    answer(request, response, { path: url, route, token, answered }),
  );
  return true;
}

/** Never rejects: every error has its answer. */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { path, route, token, answered }: { path: string; route: DirectRoute; token: string; answered: Answered },
): Promise<void> {
  const start = performance.now();
  const requestId = requestIdOf(headerOf(request, "x-request-id"));
  let ctx: Ctx | undefined;
  let allowance: Allowance | undefined;
  const after = (left: Allowance) => {
    allowance = left;
  };
  try {
    // The credentials come first; whoever has none is not asked for the body.
    ctx = await byKey(token, headerOf(request, "x-org-id"), new Date()).catch((error: unknown) => {
      if (error instanceof AppError && error.code === "unauthenticated") {
        takeRequestFrom(request.socket.remoteAddress, headerOf(request, "x-forwarded-for"), after);
      }
      throw error;
    });
    takeRequestOf(ctx, after);
    requirePermission(ctx, route.permission);
    const text = await readBody(request);
    const { status, body, type = "application/json" } = await route.handle(ctx, parseJson(text), requestId);
    send(response, status, { "content-type": type, ...rateLimitHeaders(allowance) }, JSON.stringify(body), requestId);
  } catch (error) {
    if (!request.complete && request.destroyed) return; // The caller went away in the middle.
    const problem = answerError(error, { requestId, path });
    const headers = { ...Object.fromEntries(problem.headers), ...rateLimitHeaders(allowance) };
    send(response, problem.status, headers, await problem.text(), requestId);
    request.resume();
  }
  answered(path, response.statusCode, spanAttributes(requestId, ctx));
  logRequest({ method: "POST", path, route: path, status: response.statusCode, start, ctx, requestId });
}

function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === "string" ? value : null;
}

function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => resolve((parts.length === 1 ? parts[0] : Buffer.concat(parts))?.toString() ?? ""));
    request.on("error", reject);
  });
}

/** @throws AppError `bad_request`. */
function parseJson(text: string): unknown {
  // A byte order mark is no part of the text.
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw malformedJson(json, cause);
  }
}

function send(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: string,
  requestId: string,
): void {
  response.writeHead(status, {
    ...securityHeaders(),
    ...headers,
    "content-length": Buffer.byteLength(body),
    "x-request-id": requestId,
    "cache-control": "no-store",
  });
  response.end(body);
}
