import { initTRPC } from "@trpc/server";
import { type Permission, requirePermission } from "#server/access/permissions.ts";
import { sessionCtx } from "#server/access/session.ts";
import { AppError } from "#server/errors.ts";
import { log } from "#server/log.ts";
import type { TrpcContext } from "./context.ts";
import { appErrorOf, trpcErrorOf } from "./trpc-error.ts";

/**
 * Errors reach the page as `message` (fit to be read) and `data: { code, httpStatus, path, appCode, fields,
 * requestId }`. There is no transformer: procedures answer in plain JSON, so that what a page gets from the server
 * while it is rendered equals what it gets over HTTP. Times go out as ISO 8601, nano-dollars and tokens as text.
 */
const t = initTRPC.context<TrpcContext>().create({
  errorFormatter: ({ shape, error, ctx }) => {
    const shown = appErrorOf(error);
    const { stack: _stack, ...data } = shape.data;
    const { code: appCode, errors: fields } = shown;
    return { ...shape, message: shown.message, data: { ...data, appCode, fields, requestId: ctx?.requestId } };
  },
  sse: {
    ping: { enabled: true, intervalMs: 15_000 },
    client: { reconnectAfterInactivityMs: 40_000 },
  },
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/**
 * One mapping for every procedure. In tRPC 11 `next()` does not throw: the error is in the result.
 * What is not an AppError is logged with its cause and shown without its text.
 */
const mapErrors = t.middleware(async ({ ctx, path, next }) => {
  const result = await next();
  if (result.ok) return result;
  const error = appErrorOf(result.error);
  if (error.code === "internal" || error.code === "unavailable") {
    log.error({ err: error.cause, requestId: ctx.requestId, procedure: path }, error.code);
  }
  return { ...result, error: trpcErrorOf(error) };
});

/** tRPC reads the input as JSON itself, and takes what is wrong with it for a fault of ours. */
const readInput = t.middleware(async ({ getRawInput, next }) => {
  await getRawInput().catch((cause: unknown) => {
    throw new AppError("bad_request", "The input is not valid JSON.", { cause });
  });
  return next();
});

const anyProcedure = t.procedure.use(mapErrors).use(readInput);

/**
 * A procedure for people who are signed in and may do what `permission` says. Its `ctx` is a verb's `Ctx`
 * (organisation, actor, time) with the session beside it: `({ ctx, input }) => setLimit({ ctx, input })`.
 */
export const orgProcedure = (permission: Permission) =>
  anyProcedure.use(({ ctx, next }) => {
    const { session } = ctx;
    if (session instanceof AppError) throw session;
    if (!session) throw new AppError("unauthenticated", "You are signed out. Sign in again.");
    const scope = sessionCtx(session, ctx.now);
    requirePermission(scope, permission);
    return next({ ctx: { ...scope, session } });
  });
