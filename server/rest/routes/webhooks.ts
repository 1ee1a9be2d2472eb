import { z } from "@hono/zod-openapi";
import { listDeliveries, redeliver, testWebhook } from "#server/alerts/webhook-deliveries.ts";
import {
  createWebhook,
  createWebhookInput,
  listWebhooks,
  removeWebhook,
  updateWebhook,
  updateWebhookInput,
} from "#server/alerts/webhook-endpoints.ts";
import { identifier } from "#server/catalog/fields.ts";
import { createRestApp } from "../create-rest-app.ts";
import { decodeCursor, pageFrom, pageOf, pageOfAll, pageQuery } from "../page.ts";
import { jsonAnswer, jsonBody, restRoute } from "../rest-route.ts";

const params = z.object({ id: identifier });

const webhookSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    events: z.array(z.string()),
    format: z.string(),
    enabled: z.boolean(),
    createdAt: z.iso.datetime(),
  })
  .openapi("Webhook");

const createdSchema = webhookSchema
  .extend({ secret: z.string().openapi({ description: "Signs every delivery; told this once." }) })
  .openapi("NewWebhook");

const deliverySchema = z
  .object({
    id: z.string(),
    endpointId: z.string(),
    eventId: z.string(),
    eventType: z.string().nullable(),
    status: z.string(),
    attempts: z.int(),
    willRetry: z.boolean(),
    responseStatus: z.int().nullable(),
    responseBody: z.string().nullable(),
    error: z.string().nullable(),
    createdAt: z.iso.datetime(),
    lastAttemptAt: z.iso.datetime().nullable(),
  })
  .openapi("WebhookDelivery");

const queued = z.object({ deliveryId: z.string() });

const list = restRoute("manageWebhooks", {
  method: "get",
  path: "/v1/webhooks",
  summary: "The webhooks of the organisation",
  request: { query: pageQuery },
  responses: { 200: jsonAnswer("A page of webhooks.", pageOf(webhookSchema)) },
});

const create = restRoute("manageWebhooks", {
  method: "post",
  path: "/v1/webhooks",
  summary: "Register an address for domain events, signed as Standard Webhooks",
  request: { body: jsonBody(createWebhookInput, { all: { url: "https://hooks.example.com/purser" } }) },
  responses: { 201: jsonAnswer("The new webhook with its secret.", createdSchema) },
});

const change = restRoute("manageWebhooks", {
  method: "patch",
  path: "/v1/webhooks/{id}",
  summary: "Change a webhook, or turn it off and on; its secret stays",
  request: {
    params,
    body: jsonBody(updateWebhookInput, { off: { enabled: false }, fewer: { events: ["AgentPaused"] } }),
  },
  responses: { 200: jsonAnswer("The webhook.", webhookSchema) },
});

const remove = restRoute("manageWebhooks", {
  method: "delete",
  path: "/v1/webhooks/{id}",
  summary: "Remove a webhook",
  request: { params },
  responses: { 204: { description: "It is gone." } },
});

const sendTest = restRoute("manageWebhooks", {
  method: "post",
  path: "/v1/webhooks/{id}/test",
  summary: "Send a test event",
  request: { params },
  responses: { 202: jsonAnswer("On its way: see its deliveries.", queued) },
});

const deliveries = restRoute("manageWebhooks", {
  method: "get",
  path: "/v1/webhooks/{id}/deliveries",
  summary: "What was sent to a webhook, newest first",
  request: { params, query: pageQuery },
  responses: { 200: jsonAnswer("A page of deliveries.", pageOf(deliverySchema)) },
});

const again = restRoute("manageWebhooks", {
  method: "post",
  path: "/v1/deliveries/{id}/redeliver",
  summary: "Send the event of a delivery once more",
  request: { params },
  responses: { 202: jsonAnswer("On its way, as a new delivery.", queued) },
});

export const webhooks = createRestApp()
  .openapi(list, async (c) => {
    return c.json(
      pageOfAll(await listWebhooks(c.get("ctx")), c.req.valid("query"), (webhook) => webhook),
      200,
    );
  })
  .openapi(create, async (c) => c.json(await createWebhook({ ctx: c.get("ctx"), input: c.req.valid("json") }), 201))
  .openapi(change, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(await updateWebhook({ ctx: c.get("ctx"), id, input: c.req.valid("json") }), 200);
  })
  .openapi(remove, async (c) => {
    await removeWebhook({ ctx: c.get("ctx"), id: c.req.valid("param").id });
    return c.body(null, 204);
  })
  .openapi(sendTest, async (c) => c.json(await testWebhook({ ctx: c.get("ctx"), id: c.req.valid("param").id }), 202))
  .openapi(deliveries, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const [before] = cursor ? decodeCursor(cursor, 1) : [];
    const rows = await listDeliveries(c.get("ctx"), c.req.valid("param").id, { limit: limit + 1, before });
    return c.json(pageFrom(rows, limit, { item: (delivery) => delivery, position: ({ id }) => [id] }), 200);
  })
  .openapi(again, async (c) => c.json(await redeliver({ ctx: c.get("ctx"), id: c.req.valid("param").id }), 202));
