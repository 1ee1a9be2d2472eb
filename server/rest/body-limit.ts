import type { MiddlewareHandler } from "hono";
import { bodyLimit as countedBodyLimit } from "hono/body-limit";
import { AppError } from "#server/errors.ts";
import type { RestEnv } from "./rest-env.ts";

/** Refuses bodies over `maxBytes` with 413: by their announced length, or by counting where none is announced. */
export function bodyLimit(maxBytes: number): MiddlewareHandler<RestEnv> {
  const tooLarge = () => {
    throw new AppError(
      "payload_too_large",
      `The body is over the limit of ${maxBytes} bytes. Send it in smaller parts.`,
    );
  };
  const counted = countedBodyLimit({ maxSize: maxBytes, onError: tooLarge });
  return (c, next) => {
    const announced = c.req.header("content-length");
    // The quick way for nearly every request: node:http reads no more than what was announced.
    if (announced !== undefined && c.req.header("transfer-encoding") === undefined) {
      if (Number(announced) > maxBytes) tooLarge();
      return next();
    }
    if (c.req.method === "GET" || c.req.method === "HEAD") return next();
    return counted(c, next);
  };
}
