import { OpenAPIHono, type z } from "@hono/zod-openapi";
import { AppError, type FieldError } from "#server/errors.ts";
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
  const errors: FieldError[] = error.issues.map((issue) => ({ path: fieldPath(issue.path), message: issue.message }));
  const place = target === "json" ? "body" : target === "param" ? "path" : target;
  const first = errors[0];
  const example = first ? `: ${first.path ? `${first.path} ${first.message}` : first.message}` : "";
  const count = errors.length > 1 ? ` (and ${errors.length - 1} more, see errors)` : "";
  return new AppError("validation_failed", `The ${place} of the request is not valid${example}${count}.`, { errors });
}

/** `["events", 3, "model"]` as `events[3].model`. */
function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text ? `${text}.${String(part)}` : String(part);
  }, "");
}
