/** What can go wrong, by name. The transport decides the status: see `httpStatus`. */
export type ErrorCode =
  | "bad_request"
  | "validation_failed"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "payload_too_large"
  | "unsupported_media_type"
  | "rate_limited"
  | "unavailable"
  | "internal";

/** One thing wrong with the input: a JSON path such as `events[3].model`, and what to do about it. */
export type FieldError = { path: string; message: string };

/**
 * The one error that is meant to be read by the caller. `message` says what happened and what to do;
 * everything else that is thrown is a bug and is shown as `internal` without its text.
 */
export class AppError extends Error {
  override name = "AppError";
  readonly code: ErrorCode;
  readonly errors: FieldError[];
  /** After how long to try again, where that is known. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { errors?: FieldError[]; cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.errors = options.errors ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** HTTP status of each code, used by REST and by tRPC alike. */
export const httpStatus: Record<ErrorCode, number> = {
  bad_request: 400,
  validation_failed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
  unavailable: 503,
  internal: 500,
};

/** After how long an answer of 503 says to try again. */
export const retryAfterSeconds = 5;

/** The error to show: an AppError as it is, a lost database as `unavailable`, anything else as `internal`. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isDatabaseAway(error)) {
    return new AppError(
      "unavailable",
      "The database cannot be reached right now. Try again in a moment; nothing counts twice.",
      {
        cause: error,
      },
    );
  }
  if (isDiskFull(error)) {
    return new AppError(
      "unavailable",
      "The disk of the database is full, so nothing can be recorded. Free some space there, then try again; nothing counts twice.",
      { cause: error },
    );
  }
  if (isUnstorableText(error)) {
    return new AppError(
      "validation_failed",
      "A text contains the character U+0000, which cannot be kept. Leave it out.",
      {
        cause: error,
      },
    );
  }
  if (isTooLargeSum(error)) {
    return new AppError(
      "validation_failed",
      "With this amount a sum is larger than can be kept (some nine billion dollars). Check the unit of the amounts sent.",
      { cause: error },
    );
  }
  return new AppError("internal", "Something went wrong on our side. The request id helps us to find it.", {
    cause: error,
  });
}

/** Whether the database took too long to answer, or to let us in: asking once more would take as long again. */
export function tookTooLong(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && error.code === "ETIMEDOUT") return true;
  return /connection timeout|timeout exceeded when trying to connect/.test(error.message);
}

const awayCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOTFOUND",
  "ETIMEDOUT",
  "57P01",
  "57P02",
  "57P03",
  "08006",
  "08003",
  "08001",
  "08004",
  // Too many connections; an idle transaction that the server ended.
  "53300",
  "25P03",
  "P1001",
  "P1002",
  "P1017",
  // Prisma had no answer, could not get a connection, or not begin a transaction, in time.
  "P1008",
  "P2024",
  "P2028",
]);

/** PostgreSQL's `disk_full`, also in the text of an error of Prisma's. */
function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && error.code === "53100") || /Code: `53100`/.test(error.message);
}

/** PostgreSQL's texts hold every character but U+0000. */
function isUnstorableText(error: unknown): boolean {
  return error instanceof Error && /invalid byte sequence for encoding "UTF8": 0x00/.test(error.message);
}

/** PostgreSQL's `numeric_value_out_of_range`: a 64-bit sum ran over, so nothing was written. */
function isTooLargeSum(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "22003";
}

function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? error.code : undefined;
  if (typeof code === "string" && awayCodes.has(code)) return true;
  // Prisma has a code of its own for some of them, and PostgreSQL's in the text.
  return /Connection terminated|not queryable|timeout exceeded when trying to connect|Operation has timed out|Code: `(57P0|08)/.test(
    error.message,
  );
}
