import { z } from "@hono/zod-openapi";
import { identifier } from "#server/catalog/fields.ts";
import { getProject } from "#server/catalog/queries.ts";
import { toDollars } from "#server/money/amount.ts";
import { type RevenueMonth, revenueMonths } from "#server/revenue/queries.ts";
import { setRevenue, setRevenueInput } from "#server/revenue/set-revenue.ts";
import { createRestApp } from "../create-rest-app.ts";
import { jsonAnswer, jsonBody, restRoute } from "../rest-route.ts";

const params = z.object({ id: identifier });

const monthSchema = z
  .object({
    month: z.string().openapi({ example: "2026-10" }),
    revenue: z.number().nullable(),
    revenueNanos: z.string().nullable(),
    units: z.number().nullable(),
    updatedAt: z.iso.datetime(),
    updatedBy: z.string(),
  })
  .openapi("RevenueMonth");

const answer = z.object({ data: z.array(monthSchema) });

const shown = (row: RevenueMonth) => ({
  month: row.month,
  revenue: row.revenueNanos === null ? null : toDollars(row.revenueNanos),
  revenueNanos: row.revenueNanos?.toString() ?? null,
  units: row.units === null ? null : Number(row.units),
  updatedAt: row.updatedAt.toISOString(),
  updatedBy: row.updatedBy,
});

const list = restRoute("view", {
  method: "get",
  path: "/v1/projects/{id}/revenue",
  summary: "What a product earned and delivered, by UTC month, oldest first",
  request: { params },
  responses: { 200: jsonAnswer("Every month of which something is known.", answer) },
});

const body = setRevenueInput.omit({ projectId: true });

const set = restRoute("manageRevenue", {
  method: "put",
  path: "/v1/projects/{id}/revenue",
  summary: "Set revenue (dollars) and units of some months; null takes a figure back, what is left out stays",
  request: {
    params,
    body: jsonBody(body, {
      "Two months": {
        months: [
          { month: "2026-09", revenue: "12400.00", units: 310 },
          { month: "2026-10", revenue: 13950.5, units: 342 },
        ],
      },
    }),
  },
  responses: { 200: jsonAnswer("Every month of which something is known.", answer) },
});

export const revenue = createRestApp()
  .openapi(list, async (c) => {
    const { id } = c.req.valid("param");
    await getProject(c.get("ctx"), id);
    return c.json({ data: (await revenueMonths(c.get("ctx"), id)).map(shown) }, 200);
  })
  .openapi(set, async (c) => {
    const input = { projectId: c.req.valid("param").id, ...c.req.valid("json") };
    return c.json({ data: (await setRevenue({ ctx: c.get("ctx"), input })).map(shown) }, 200);
  });
