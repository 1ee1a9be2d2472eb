import type { z } from "zod";

/** What is wrong with a record, in one line: `message.model: no model; timestamp: no time in ISO 8601`. */
export function problemOf(error: z.ZodError): string {
  return error.issues
    .map((issue) => (issue.path.length ? `${issue.path.join(".")}: ${issue.message}` : issue.message))
    .join("; ");
}
