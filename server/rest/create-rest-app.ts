import { OpenAPIHono, type z } from "@hono/zod-openapi";
import { AppError } from "#server/errors.ts";
import { faultsText, inputFaults } from "#server/input-faults.ts";
import type { RestEnv } from "./rest-env.ts";

/**
 * A Hono app for one file of routes. Input that does not fit its schema is answered with every field that is wrong;
 * errors thrown in a handler are mapped once, in `server/api`.
 */
export function createRestApp(): OpenAPIHono<RestEnv> {
  return new OpenAPIHono<RestEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidInput(result.error, result.target);
    },
  });
}

/** What is wrong with a part of a request (`json`, `query`, `param`), every field of it. */
export function invalidInput(error: z.ZodError, target: string): AppError {
  const errors = inputFaults(error);
  const place = target === "json" ? "body" : target === "param" ? "path" : target;
  const count = errors.length > 1 ? ` (and ${errors.length - 1} more, see errors)` : "";
  const first = faultsText(errors.slice(0, 1), place);
  return new AppError("validation_failed", `The ${place} of the request is not valid. ${first}${count}.`, { errors });
}
