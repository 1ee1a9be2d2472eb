import { tracked } from "@trpc/server";
import { z } from "zod";
import { liveEvents } from "#server/alerts/live-events.ts";
import { orgProcedure, router } from "../init.ts";
import { mayStillRead, withMappedErrors } from "../subscription.ts";

/** What happens in the organisation, as it happens. */
export const eventsRouter = router({
  /**
   * Domain events, and in which projects calls were recorded, by server-sent events. The id of a message is the position to
   * go on from after a lost connection; an empty message says that anything may have changed. Ends when the reader signs
   * out or leaves.
   */
  live: orgProcedure("view")
    .input(z.object({ lastEventId: z.string().max(10_000).nullish() }).optional())
    .subscription(async function* ({ ctx, input, signal }) {
      const from = input?.lastEventId ?? null;
      const batches = liveEvents(ctx, { from, signal, mayRead: () => mayStillRead(ctx) });
      for await (const { position, events, spent } of withMappedErrors(batches)) {
        yield tracked(position, { events, spent });
      }
    }),
});
