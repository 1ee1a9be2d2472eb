import { tracked } from "@trpc/server";
import { z } from "zod";
import { liveEvents } from "#server/alerts/live-events.ts";
import { AppError, toAppError } from "#server/errors.ts";
import { orgProcedure, router } from "../init.ts";
import { trpcErrorOf } from "../trpc-error.ts";

/** What happens in the organisation, as it happens. */
export const eventsRouter = router({
  /**
   * Domain events by server-sent events. The id of a message is the position to go on from after a lost connection;
   * a message without events says that something else changed. Ends when the reader signs out or leaves.
   */
  live: orgProcedure("view")
    .input(z.object({ lastEventId: z.string().max(10_000).nullish() }).optional())
    .subscription(async function* ({ ctx, input, signal }) {
      const mayRead = async () => {
        const session = ctx.sessionNow ? await ctx.sessionNow() : ctx.session;
        if (session instanceof AppError && session.code !== "forbidden") throw session;
        return session !== null && !(session instanceof AppError) && session.orgId === ctx.orgId;
      };
      try {
        const from = input?.lastEventId ?? null;
        for await (const { position, events } of liveEvents(ctx, { from, signal, mayRead })) {
          yield tracked(position, { events });
        }
      } catch (error) {
        throw trpcErrorOf(toAppError(error));
      }
    }),
});
