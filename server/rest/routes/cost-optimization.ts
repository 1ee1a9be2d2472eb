import { z } from "@hono/zod-openapi";
import { costOptimization } from "#server/reports/cost-optimization.ts";
import { createRestApp } from "../create-rest-app.ts";
import { jsonAnswer, restRoute } from "../rest-route.ts";

const metricsSchema = z
  .object({
    total_cost_today: z.number(),
    total_cost_month: z.number(),
    projected_monthly: z.number().nullable().openapi({ description: "Null with fewer than 7 whole days of data." }),
    by_provider: z.record(z.string(), z.number()),
    by_agent: z.array(
      z.object({
        agent_id: z.string(),
        cost: z.number(),
        executions: z.int().openapi({ description: "Its jobs that ended this month." }),
        avg_cost_per_run: z.number().nullable().openapi({ description: "Null where none ended." }),
      }),
    ),
    budget: z.object({
      monthly_limit: z
        .number()
        .nullable()
        .openapi({ description: "The organisation's lowest; null where none is set." }),
      utilization_pct: z.number().nullable(),
      alert_threshold_pct: z.int(),
    }),
  })
  .openapi("CostOptimizationMetrics", {
    example: {
      total_cost_today: 42.17,
      total_cost_month: 876.43,
      projected_monthly: 1240,
      by_provider: { openai: 412.3, anthropic: 298.15, google: 122.48, deepseek: 43.5 },
      by_agent: [{ agent_id: "vision_analysis_v3", cost: 198.4, executions: 4210, avg_cost_per_run: 0.047 }],
      budget: { monthly_limit: 1500, utilization_pct: 58.4, alert_threshold_pct: 80 },
    },
  });

const metrics = restRoute(
  "view",
  {
    method: "get",
    path: "/v1/admin/metrics/cost-optimization",
    summary:
      "Cost of the organisation, in dollars to the cent: today, this month and its projection, by provider, by agent",
    request: { headers: z.object({ "X-Org-ID": z.string().openapi({ description: "The id of the organisation." }) }) },
    responses: { 200: jsonAnswer("Of the UTC day and month.", metricsSchema) },
  },
  "token",
);

/** What systems that follow spend ask for. */
export const costOptimizationMetrics = createRestApp().openapi(metrics, async (c) =>
  c.json(await costOptimization(c.get("ctx")), 200),
);
