import { AppError } from "#server/errors.ts";
import { jsonFault } from "#server/json-fault.ts";

/** The refusal of a body that cannot be read as JSON: `bad_request`, with what is wrong and where. */
export function malformedJson(text: string, cause: unknown): AppError {
  const detail =
    text.trim() === ""
      ? "The body is empty. Send JSON."
      : `The body is not valid JSON: ${jsonFault(text) ?? "it cannot be read"}.`;
  return new AppError("bad_request", detail, { cause });
}
