import type { z } from "zod";
import { AppError } from "./errors.ts";
import { faultsText, inputFaults } from "./input-faults.ts";

/**
 * The input of a verb, checked.
 * @throws AppError `validation_failed` that names every field that is wrong and what to do about it.
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const errors = inputFaults(parsed.error);
  throw new AppError("validation_failed", faultsText(errors, "input"), { errors });
}
