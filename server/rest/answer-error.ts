import { HTTPException } from "hono/http-exception";
import { AppError, type ErrorCode, toAppError } from "#server/errors.ts";
import { log } from "#server/log.ts";
import { problemResponse } from "./problem.ts";

/** What Hono's own parts throw while they read a request. */
const httpCodes: Record<number, [ErrorCode, string]> = {
  413: ["payload_too_large", "The body is too large."],
  415: [
    "unsupported_media_type",
    "This content type is not taken here. Send Content-Type: application/json (or application/x-ndjson for events, application/x-protobuf for OpenTelemetry).",
  ],
};

/** The answer to whatever was thrown; what is no error of the caller is logged with its cause, and not shown. */
export function answerError(error: unknown, { requestId, path }: { requestId: string; path: string }): Response {
  const shown = appErrorOf(error);
  if (shown.code === "internal" || shown.code === "unavailable") {
    log.error({ err: shown.cause, requestId, path }, shown.code);
  }
  return problemResponse(shown, requestId);
}

function appErrorOf(error: unknown): AppError {
  if (isBrokenOff(error))
    return new AppError("bad_request", "The request broke off before it was whole.", { cause: error });
  if (!(error instanceof HTTPException)) return toAppError(error);
  const known = httpCodes[error.status];
  return known ? new AppError(...known, { cause: error }) : toAppError(error);
}

/** How node:http says, to whoever reads a body, that its caller went away or was let go. Nobody reads the answer. */
const isBrokenOff = (error: unknown) =>
  error instanceof Error && error.message === "aborted" && "code" in error && error.code === "ECONNRESET";
