import { auth } from "#server/access/auth.ts";
import { addressChain, clientAddressHeader } from "#server/access/client-address.ts";
import { env } from "#server/env.ts";
import { AppError } from "#server/errors.ts";
import { problemOf, problemResponse, titleOf } from "./problem.ts";
import { checkReadiness } from "./readiness.ts";

type Facts = { requestId: string; address: string | undefined };

/**
 * Answers `/api/auth/*` by Better Auth; its errors get the shape that every other error of the API has.
 * @throws AppError `validation_failed` for U+0000, which no text column holds; `unavailable` without a database.
 */
export async function authHandler(request: Request, { requestId, address }: Facts): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.delete(clientAddressHeader);
  if (address) {
    const behindProxies = env().PURSER_TRUSTED_PROXIES.length > 0;
    headers.set(clientAddressHeader, addressChain(address, headers.get("x-forwarded-for"), behindProxies));
  }
  const body = request.method === "POST" ? await request.text() : null;
  if (/%00/.test(request.url) || (body && /(?<!\\)(?:\\\\)*\\u0000/.test(body))) {
    throw new AppError(
      "validation_failed",
      "A text contains the character U+0000, which cannot be kept. Leave it out.",
    );
  }
  const response = await auth().handler(new Request(request.url, { method: request.method, headers, body }));
  return response.status < 400 ? response : asProblem(response, requestId);
}

const unknownOrigin =
  "Purser does not know the address of this page. Set PURSER_URL to the address at which people open Purser, and start it again.";

async function asProblem(response: Response, requestId: string): Promise<Response> {
  const { status } = response;
  if (status >= 500) {
    await checkReadiness();
    return problemResponse(new AppError("internal", "Something went wrong on our side. Try again."), requestId);
  }
  const { code, message } = await readError(response);
  const known = code === "INVALID_ORIGIN" || code === "MISSING_OR_NULL_ORIGIN";
  const problem = {
    type: "about:blank" as const,
    title: titleOf(status),
    status,
    detail: known ? unknownOrigin : message || titleOf(status),
    code: code === "VALIDATION_ERROR" ? "validation_failed" : code.toLowerCase(),
    requestId,
  };
  const answer = problemOf(problem);
  for (const cookie of response.headers.getSetCookie()) answer.headers.append("set-cookie", cookie);
  const retryAfter = response.headers.get("x-retry-after");
  if (retryAfter) answer.headers.set("retry-after", retryAfter);
  return answer;
}

async function readError(response: Response): Promise<{ code: string; message: string }> {
  const fallback: Record<number, string> = { 404: "not_found", 405: "method_not_allowed", 429: "rate_limited" };
  const body: unknown = await response.json().catch(() => null);
  const text = (key: string) => {
    const value: unknown = body && typeof body === "object" ? Reflect.get(body, key) : undefined;
    return typeof value === "string" ? value : "";
  };
  // Its parts are written as "[body.email] is required".
  const message = text("message").replaceAll(/\[body\.?([^\]]*)\] /g, (_, path) => `${path || "body"}: `);
  return { code: text("code") || (fallback[response.status] ?? "bad_request"), message };
}
