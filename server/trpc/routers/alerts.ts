import { z } from "zod";
import { acknowledgeAlerts, acknowledgeInput } from "#server/alerts/acknowledge.ts";
import { mailing, sendTestMail } from "#server/alerts/email.ts";
import { listAlerts, openAlertCount } from "#server/alerts/queries.ts";
import { alertingInput, getAlerting, setAlerting } from "#server/alerts/set-alerting.ts";
import { orgProcedure, router } from "../init.ts";
import { pageInput, pageOf } from "../page.ts";

/** `cursor` is where the page before ended. */
const listInput = pageInput.extend({ show: z.enum(["open", "acknowledged", "all"]).default("open") });

/** Budgets that reached a threshold: the inbox. */
export const alertsRouter = router({
  list: orgProcedure("view")
    .input(listInput)
    .query(async ({ ctx, input: { show, cursor, limit } }) => {
      const open = show === "all" ? undefined : show === "open";
      return pageOf(await listAlerts(ctx, { open }, { limit: limit + 1, after: cursor ?? undefined }), limit);
    }),

  /** How many are open. */
  count: orgProcedure("view").query(({ ctx }) => openAlertCount(ctx)),

  /** Marks many as seen, or takes that back (`acknowledged: false`). */
  acknowledge: orgProcedure("acknowledgeAlert")
    .input(acknowledgeInput)
    .mutation(({ ctx, input }) => acknowledgeAlerts({ ctx, input })),

  /** Of what the organisation is told. */
  alerting: orgProcedure("view").query(({ ctx }) => getAlerting(ctx)),

  setAlerting: orgProcedure("setLimit")
    .input(alertingInput)
    .mutation(({ ctx, input }) => setAlerting({ ctx, input })),

  /** How alerts reach people by e-mail; null where they do not. */
  mailing: orgProcedure("view").query(({ ctx }) => mailing(ctx)),

  sendTestMail: orgProcedure("setLimit").mutation(({ ctx }) => sendTestMail({ ctx })),
});
