import { z } from "zod";
import { systemCtx } from "#server/access/organizations.ts";
import { pool, statement } from "#server/db.ts";
import { log } from "#server/log.ts";
import { raiseAnomalies } from "./raise-anomalies.ts";
import { raiseForecasts } from "./raise-forecasts.ts";

const toldStatement = statement(
  "alerts_who_is_told",
  `SELECT org_id AS "orgId", forecast_alerts AS forecasts, anomaly_alerts AS anomalies FROM org_settings
   WHERE alerting_enabled AND (forecast_alerts OR anomaly_alerts) ORDER BY org_id`,
  z.object({ orgId: z.string(), forecasts: z.boolean(), anomalies: z.boolean() }),
);

/**
 * Tells every organisation that wants it of limits that are projected to be passed and of unusual days. One that fails does not
 * keep the others from theirs.
 */
export async function raiseProjected(now: Date): Promise<void> {
  for (const { orgId, forecasts, anomalies } of await toldStatement(pool(), [])) {
    try {
      const ctx = await systemCtx({ orgId, by: "projections", now });
      if (forecasts) await raiseForecasts(ctx);
      if (anomalies) await raiseAnomalies(ctx);
    } catch (error) {
      log.warn({ err: error, orgId }, "Could not look for limits that will be passed; the next hour tries again");
    }
  }
}
