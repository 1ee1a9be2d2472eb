import { z } from "zod";
import { listDeliveries, redeliver, testWebhook } from "#server/alerts/webhook-deliveries.ts";
import {
  createWebhook,
  createWebhookInput,
  listWebhooks,
  removeWebhook,
  updateWebhook,
  updateWebhookInput,
} from "#server/alerts/webhook-endpoints.ts";
import { orgProcedure, router } from "../init.ts";

const one = z.object({ id: z.string().max(200) });
const pageSize = 25;

/** Addresses that domain events are sent to, and what became of each. */
export const webhooksRouter = router({
  list: orgProcedure("manageWebhooks").query(({ ctx }) => listWebhooks(ctx)),

  /** Answers the secret, which is told this once. */
  create: orgProcedure("manageWebhooks")
    .input(createWebhookInput)
    .mutation(({ ctx, input }) => createWebhook({ ctx, input })),

  /** What is left out stays; off, an address is told nothing. */
  update: orgProcedure("manageWebhooks")
    .input(one.extend({ input: updateWebhookInput }))
    .mutation(({ ctx, input }) => updateWebhook({ ctx, ...input })),

  remove: orgProcedure("manageWebhooks")
    .input(one)
    .mutation(({ ctx, input }) => removeWebhook({ ctx, ...input })),

  test: orgProcedure("manageWebhooks")
    .input(one)
    .mutation(({ ctx, input }) => testWebhook({ ctx, ...input })),

  /** 25 to a page, newest first; `cursor` is the last id of the page before. */
  deliveries: orgProcedure("manageWebhooks")
    .input(one.extend({ cursor: z.string().max(200).optional() }))
    .query(async ({ ctx, input }) => {
      const rows = await listDeliveries(ctx, input.id, { limit: pageSize + 1, before: input.cursor });
      const items = rows.slice(0, pageSize);
      return { items, nextCursor: rows.length > pageSize ? (items.at(-1)?.id ?? null) : null };
    }),

  redeliver: orgProcedure("manageWebhooks")
    .input(one)
    .mutation(({ ctx, input }) => redeliver({ ctx, ...input })),
});
