import type { MiddlewareHandler } from "hono";
import { bodyLimit as countedBodyLimit } from "hono/body-limit";
import { AppError } from "#server/errors.ts";
import type { RestEnv } from "./rest-env.ts";

/** Refuses bodies over `maxBytes` with 413: by their announced length, or by counting where none is announced. */
export function bodyLimit(maxBytes: number): MiddlewareHandler<RestEnv> {
  const refuse = () => {
    throw tooLarge(maxBytes);
  };
  const counted = countedBodyLimit({ maxSize: maxBytes, onError: refuse });
  return (c, next) => {
    const announced = c.req.header("content-length");
    // The quick way for nearly every request: node:http reads no more than what was announced.
    if (announced !== undefined && c.req.header("transfer-encoding") === undefined) {
      if (Number(announced) > maxBytes) refuse();
      return next();
    }
    if (c.req.method === "GET" || c.req.method === "HEAD") return next();
    return counted(c, next);
  };
}

/** The refusal of a body over `maxBytes`. */
export function tooLarge(maxBytes: number): AppError {
  const limit = maxBytes < 1e6 ? `${maxBytes.toLocaleString("en-US")} bytes` : `${maxBytes / 1e6} MB`;
  return new AppError("payload_too_large", `The body is over the limit of ${limit}. Send it in smaller parts.`);
}
