import { z } from "@hono/zod-openapi";
import { time } from "#server/catalog/fields.ts";
import { findPrices } from "#server/pricing/list-prices.ts";
import { modelName, priceInput } from "#server/pricing/price-input.ts";
import { compilePriceRow } from "#server/pricing/price-row.ts";
import { priceView } from "#server/pricing/price-view.ts";
import { setPrice } from "#server/pricing/set-price.ts";
import { isDayKey } from "#server/time/window.ts";
import { createRestApp } from "../create-rest-app.ts";
import { decodeCursor, pageFrom, pageOf, pageQuery } from "../page.ts";
import { jsonAnswer, jsonBody, restRoute } from "../rest-route.ts";

const dollars = z.string().nullable().openapi({ example: "1.25" });
const kinds = {
  input: dollars,
  output: dollars,
  cacheRead: dollars,
  cacheWrite: dollars,
  cacheWrite1h: dollars,
  reasoning: dollars,
};

const priceSchema = z
  .object({
    id: z.string(),
    source: z.string().openapi({ description: "organization, platform, or the public list with its release." }),
    provider: z.string(),
    model: z.string(),
    effectiveFrom: z.iso.datetime().nullable(),
    hours: z.string().nullable().openapi({ description: "The hours of the UTC day it holds in; null for all day." }),
    ...kinds,
    tiers: z.array(z.object({ aboveInputTokens: z.int(), ...kinds })),
    perCall: dollars,
    suspect: z.boolean(),
  })
  .openapi("Price", {
    description:
      "Dollars per million tokens as decimal strings. What a price leaves out stands as what it comes to, such as a cache read at the input price.",
  });

const list = restRoute("view", {
  method: "get",
  path: "/v1/prices",
  summary: "Prices as they hold at a time: yours first, then the public list",
  request: {
    query: pageQuery.extend({
      provider: modelName.provider.optional(),
      model: modelName.model.optional(),
      at: z
        .string()
        .transform((text) => (isDayKey(text) ? `${text}T00:00:00Z` : text))
        .pipe(time)
        .optional()
        .openapi({ description: "A time or a UTC day; now, if left out.", example: "2026-11-01" }),
    }),
  },
  responses: { 200: jsonAnswer("A page of prices, by provider and model.", pageOf(priceSchema)) },
});

const put = restRoute("managePrices", {
  method: "put",
  path: "/v1/prices",
  summary: "Set your own price of a model from a day on. What is recorded already keeps its cost",
  request: {
    body: jsonBody(priceInput, {
      plain: { provider: "in-house", model: "house-7b", effectiveFrom: "2026-11-01", input: "0.2", output: "0.6" },
      tiers: {
        provider: "google",
        model: "gemini-2.5-pro",
        effectiveFrom: "2026-11-01T00:00:00Z",
        input: "1.25",
        output: "10",
        cacheRead: "0.125",
        tiers: [{ aboveInputTokens: 200_000, input: "2.5", output: "15", cacheRead: "0.25" }],
      },
    }),
  },
  responses: { 200: jsonAnswer("The price as it was set.", priceSchema) },
});

export const prices = createRestApp()
  .openapi(list, async (c) => {
    const ctx = c.get("ctx");
    const { limit, cursor, at, ...names } = c.req.valid("query");
    const [provider = "", model = ""] = cursor ? decodeCursor(cursor, 2) : [];
    const rows = await findPrices(ctx, names, {
      at: at ? new Date(at) : ctx.now,
      limit: limit + 1,
      after: cursor ? { provider, model } : undefined,
    });
    return c.json(
      pageFrom(rows, limit, { item: ({ price }) => price, position: ({ name }) => [name.provider, name.model] }),
      200,
    );
  })
  .openapi(put, async (c) => {
    const { row } = await setPrice({ ctx: c.get("ctx"), input: c.req.valid("json") });
    return c.json(priceView(compilePriceRow(row)), 200);
  });
