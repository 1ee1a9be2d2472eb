import { TRPCError } from "@trpc/server";
import { z } from "zod";
import { AppError, type ErrorCode, toAppError } from "#server/errors.ts";
import { faultsText, inputFaults } from "#server/input-faults.ts";

type TrpcCode = TRPCError["code"];

const trpcCodes: Record<ErrorCode, TrpcCode> = {
  bad_request: "BAD_REQUEST",
  validation_failed: "BAD_REQUEST",
  unauthenticated: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  not_found: "NOT_FOUND",
  conflict: "CONFLICT",
  payload_too_large: "PAYLOAD_TOO_LARGE",
  unsupported_media_type: "UNSUPPORTED_MEDIA_TYPE",
  rate_limited: "TOO_MANY_REQUESTS",
  unavailable: "SERVICE_UNAVAILABLE",
  internal: "INTERNAL_SERVER_ERROR",
};

/** What tRPC itself refuses, before or around a procedure. */
const ownRefusals: Partial<Record<TrpcCode, [ErrorCode, string]>> = {
  PARSE_ERROR: ["bad_request", "The request cannot be read."],
  BAD_REQUEST: ["bad_request", "The request cannot be read."],
  NOT_FOUND: ["not_found", "There is no procedure of this name."],
  METHOD_NOT_SUPPORTED: ["bad_request", "This procedure takes another HTTP method."],
  PAYLOAD_TOO_LARGE: ["payload_too_large", "The request is too large."],
  UNSUPPORTED_MEDIA_TYPE: ["unsupported_media_type", "Send application/json."],
};

/** The one error behind whatever a call ended with. Text that is not ours to show is replaced. */
export function appErrorOf(error: TRPCError): AppError {
  const { cause } = error;
  if (cause instanceof z.ZodError && error.code === "BAD_REQUEST") return inputError(cause);
  if (cause) return toAppError(cause);
  const own = ownRefusals[error.code];
  return own ? new AppError(...own, { cause: error }) : toAppError(error);
}

/** The same error with the tRPC code that gives its HTTP status. */
export function trpcErrorOf(error: AppError): TRPCError {
  return new TRPCError({ code: trpcCodes[error.code], message: error.message, cause: error });
}

function inputError(error: z.ZodError): AppError {
  const errors = inputFaults(error);
  return new AppError("validation_failed", faultsText(errors, "input"), { errors, cause: error });
}
