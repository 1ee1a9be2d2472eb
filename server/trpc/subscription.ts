import type { OrgId } from "#server/context.ts";
import { AppError, toAppError } from "#server/errors.ts";
import type { TrpcContext } from "./context.ts";
import { trpcErrorOf } from "./trpc-error.ts";

/**
 * Whether the reader of an answer that lasts is still signed in and a member of the organisation.
 * @throws AppError where that cannot be found out.
 */
export async function mayStillRead(
  ctx: Pick<TrpcContext, "session" | "sessionNow"> & { orgId: OrgId },
): Promise<boolean> {
  const session = ctx.sessionNow ? await ctx.sessionNow() : ctx.session;
  if (session instanceof AppError && session.code !== "forbidden") throw session;
  return session !== null && !(session instanceof AppError) && session.orgId === ctx.orgId;
}

/** Errors of a generator are thrown past the middleware of its procedure: mapped here, in the same way. */
export async function* withMappedErrors<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item, void> {
  try {
    yield* items;
  } catch (error) {
    throw trpcErrorOf(toAppError(error));
  }
}
