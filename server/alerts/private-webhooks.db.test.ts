import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import { sendWebhook } from "./send-webhook.ts";
import { listDeliveries } from "./webhook-deliveries.ts";
import { createWebhook, listWebhooks, removeWebhook } from "./webhook-endpoints.ts";

let endpoint: Server;
let url: string;
let asked = 0;

beforeAll(async () => {
  endpoint = createServer((_, response) => {
    asked++;
    response.end();
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`;
  vi.stubEnv("PURSER_PRIVATE_WEBHOOKS", "true");
});
afterAll(() => {
  vi.unstubAllEnvs();
  endpoint.close();
});

test("private addresses are refused unless whoever runs Purser allows them, by name and when resolved", async () => {
  const ctx = await testOrganization();
  const { id } = await createWebhook({ ctx, input: { url: `${url}/private` } });
  const { id: byName } = await createWebhook({ ctx, input: { url: url.replace("127.0.0.1", "localhost") } });
  vi.stubEnv("PURSER_PRIVATE_WEBHOOKS", "false");
  vi.resetModules();
  const { createWebhook: strictCreate } = await import("#server/alerts/webhook-endpoints.ts");
  const { sendWebhook: strictSend } = await import("#server/alerts/send-webhook.ts");
  for (const wrong of [
    url,
    "http://localhost:1",
    "http://169.254.169.254/latest",
    "http://[::1]/",
    "https://10.0.0.1",
  ]) {
    await expect(strictCreate({ ctx, input: { url: wrong } })).rejects.toMatchObject({ code: "validation_failed" });
  }
  const { prisma } = await import("#server/db.ts");
  for (const endpointId of [id, byName]) {
    const delivery = {
      orgId: ctx.orgId,
      id: `d-${endpointId}`,
      endpointId,
      eventId: `e-${endpointId}`,
      status: "pending",
      createdAt: ctx.now,
    };
    await prisma().domainEvent.create({
      data: {
        orgId: ctx.orgId,
        id: delivery.eventId,
        type: "Test",
        payload: {},
        createdAt: ctx.now,
        deliveredAt: ctx.now,
      },
    });
    await prisma().webhookDelivery.create({ data: delivery });
    await strictSend({ orgId: ctx.orgId, deliveryId: delivery.id });
    expect((await listDeliveries(ctx, endpointId, { limit: 1 }))[0]).toMatchObject({
      status: "failed",
      willRetry: false,
      error: expect.stringContaining("private address"),
    });
  }
  expect(asked).toBe(0);
  await removeWebhook({ ctx, id });
  expect((await listWebhooks(ctx)).map((webhook) => webhook.id)).toEqual([byName]);
  await sendWebhook({ orgId: ctx.orgId, deliveryId: `d-${id}` });
});
