import { type AppError, type ErrorCode, httpStatus, retryAfterSeconds } from "#server/errors.ts";

/** Title of each kind of error: the same for every occurrence, as RFC 9457 asks. */
const titles: Record<ErrorCode, string> = {
  bad_request: "The request cannot be read",
  validation_failed: "The request has values that are not allowed",
  unauthenticated: "Credentials are missing or not valid",
  forbidden: "These credentials do not allow it",
  not_found: "There is nothing here",
  conflict: "It contradicts what is there already",
  payload_too_large: "The request is too large",
  unsupported_media_type: "The content type is not supported",
  rate_limited: "Too many requests",
  unavailable: "Purser is not available right now",
  internal: "Something went wrong",
};

/** The title for a status that another library chose. */
export function titleOf(status: number): string {
  const codes = Object.keys(titles) as ErrorCode[];
  return titles[codes.find((code) => httpStatus[code] === status) ?? "bad_request"];
}

/** The body of every error answer: RFC 9457 with our `code`, `requestId` and what is wrong with each field. */
export type Problem = {
  type: "about:blank";
  title: string;
  status: number;
  detail: string;
  code: string;
  requestId: string;
  errors?: { path: string; message: string }[];
};

/** What some kinds of error say in a header too. A database that is away is mostly back within seconds. */
const headersOf: Partial<Record<ErrorCode, Record<string, string>>> = {
  unauthenticated: { "www-authenticate": "Bearer" },
  rate_limited: { "retry-after": String(retryAfterSeconds) },
  unavailable: { "retry-after": String(retryAfterSeconds) },
};

/** An error as an `application/problem+json` answer. */
export function problemResponse(error: AppError, requestId: string): Response {
  const problem: Problem = {
    type: "about:blank",
    title: titles[error.code],
    status: httpStatus[error.code],
    detail: error.message,
    code: error.code,
    requestId,
    ...(error.errors.length > 0 && { errors: error.errors }),
  };
  const after = error.retryAfterSeconds;
  return problemOf(problem, { ...headersOf[error.code], ...(after !== undefined && { "retry-after": String(after) }) });
}

/** Any problem as an answer, for the few whose code is not an AppError's (405, Better Auth's own). */
export function problemOf(problem: Problem, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { "content-type": "application/problem+json", ...headers },
  });
}
