import type { z } from "zod";
import { AppError } from "./errors.ts";

/**
 * The input of a verb, checked.
 * @throws AppError `validation_failed` that names every field that is wrong and what to do about it.
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  const summary = errors.map((error) => (error.path ? `${error.path}: ${error.message}` : error.message)).join("; ");
  throw new AppError("validation_failed", summary, { errors });
}
