import { readRetryAfter } from "./backoff.ts";
import { PurserError, PurserUnavailableError } from "./errors.ts";

/** An answer with a body, or why there is none. `retryAfterMs`: what the server asked to wait. */
export type Answer =
  | { ok: true; status: number; body: Record<string, unknown> }
  | { ok: false; retryable: boolean; retryAfterMs: number | null; error: PurserError; body: Record<string, unknown> };

type Request = { method?: "GET" | "POST"; body?: string; timeoutMs?: number; signal?: AbortSignal };

/** One Purser: where it is and how it is asked. */
export type Connection = {
  url: string;
  key: string;
  /** Of one request. */
  timeoutMs: number;
  send: (path: string, request?: Request) => Promise<Answer>;
};

/** Worth trying again later: the request was fine, Purser or the way to it was not. */
const passing = new Set([408, 425, 429]);

/** Requests to one Purser, as JSON. `send` never rejects: what went wrong is in its answer. */
export function connect(options: { url: string; key: string; timeoutMs: number; fetch: typeof fetch }): Connection {
  const { key, timeoutMs } = options;
  const url = options.url.replace(/\/+$/, "");
  const send: Connection["send"] = async (path, { method = "POST", body, signal, ...own } = {}) => {
    const limit = AbortSignal.timeout(Math.max(1, Math.ceil(own.timeoutMs ?? timeoutMs)));
    try {
      const response = await options.fetch(`${url}/api/v1/${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { "content-type": "application/json" }) },
        body: body ?? null,
        redirect: "manual",
        signal: signal ? AbortSignal.any([limit, signal]) : limit,
      });
      return read(response, await response.text());
    } catch (cause) {
      const why = limit.aborted ? `did not answer within ${own.timeoutMs ?? timeoutMs} ms` : reasonOf(cause);
      const error = new PurserUnavailableError(`Purser at ${url} ${why}.`, { code: "unavailable", cause });
      return { ok: false, retryable: true, retryAfterMs: null, error, body: {} };
    }
  };
  return { url, key, timeoutMs, send };
}

function read(response: Response, text: string): Answer {
  const { status, statusText, headers } = response;
  const body = objectOf(text);
  if (response.ok && body) return { ok: true, status, body };
  const requestId = headers.get("x-request-id") ?? undefined;
  const location = headers.get("location");
  const said = location
    ? `Purser has moved: the answer leads to ${location}.`
    : `The answer was ${status} ${statusText}.`;
  const detail = typeof body?.detail === "string" ? body.detail : said;
  const code = typeof body?.code === "string" ? body.code : `http_${status}`;
  const retryable = passing.has(status) || status >= 500 || response.ok;
  const details = { code, status, ...(requestId !== undefined && { requestId }) };
  const error = retryable ? new PurserUnavailableError(detail, details) : new PurserError(detail, details);
  const retryAfterMs = readRetryAfter(headers.get("retry-after"), Date.now());
  return { ok: false, retryable, retryAfterMs, error, body: body ?? {} };
}

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

function reasonOf(cause: unknown): string {
  const inner = cause instanceof Error ? (cause.cause ?? cause) : cause;
  return `cannot be reached (${inner instanceof Error ? inner.message || inner.name : String(inner)})`;
}
