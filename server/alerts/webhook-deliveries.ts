import type { PoolClient } from "pg";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { requirePermission } from "#server/access/permissions.ts";
import type { Ctx } from "#server/context.ts";
import { prisma, statement, transaction } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { addJob } from "#server/outbox.ts";

/** The task that sends one delivery, and how often it is tried: the last time some two hours after the first. */
export const deliverWebhookTask = "deliver_webhook";
const maxAttempts = 9;
/** The status of a delivery that failed and is not tried again: it cannot succeed. */
export const givenUp = "given_up";

const insertStatement = statement(
  "webhooks_insert_delivery",
  `INSERT INTO webhook_deliveries (org_id, id, endpoint_id, event_id, status, created_at) VALUES ($1, $2, $3, $4, 'pending', $5)`,
  z.object({}),
);

/**
 * Leaves a delivery of an event to an endpoint for the worker, in the caller's transaction. Answers its id. `byHand`: a person
 * waits for what comes of it, so that it does not wait behind what an endpoint that hangs has still to get.
 */
export async function queueDelivery(
  client: PoolClient,
  delivery: { orgId: string; endpointId: string; eventId: string; now: Date; byHand?: boolean },
): Promise<string> {
  const id = `delivery_${uuidv7()}`;
  const { orgId, endpointId, eventId, now, byHand = false } = delivery;
  await insertStatement(client, [orgId, id, endpointId, eventId, now]);
  // One at a time to each endpoint: one that hangs keeps one of the worker's hands busy (two, where a person tries it), not all.
  const queue = byHand ? `${endpointId} by hand` : endpointId;
  const options = { maxAttempts, queue, ...(byHand && { priority: -1 }) };
  await addJob(client, deliverWebhookTask, { orgId, deliveryId: id }, options);
  return id;
}

/** One delivery and its last attempt. Times are UTC. */
export type WebhookDelivery = {
  id: string;
  endpointId: string;
  eventId: string;
  eventType: string | null;
  status: string;
  attempts: number;
  /** Whether it failed and is tried again. */
  willRetry: boolean;
  responseStatus: number | null;
  responseBody: string | null;
  error: string | null;
  createdAt: string;
  lastAttemptAt: string | null;
};

/** The deliveries to an endpoint, newest first. @throws AppError `forbidden`, `not_found`. */
export async function listDeliveries(
  ctx: Ctx,
  endpointId: string,
  { limit, before }: { limit: number; before?: string | undefined },
): Promise<WebhookDelivery[]> {
  requirePermission(ctx, "manageWebhooks");
  await requireEndpoint(ctx, endpointId);
  const { orgId } = ctx;
  const rows = await prisma().webhookDelivery.findMany({
    where: { orgId, endpointId, ...(before && { id: { lt: before } }) },
    orderBy: { id: "desc" },
    take: limit,
  });
  const events = await prisma().domainEvent.findMany({
    where: { orgId, id: { in: rows.map(({ eventId }) => eventId) } },
    select: { id: true, type: true },
  });
  const types = new Map(events.map(({ id, type }) => [id, type]));
  return rows.map(({ orgId: _, createdAt, lastAttemptAt, ...row }) => ({
    ...row,
    status: row.status === givenUp ? "failed" : row.status,
    willRetry: row.status === "failed" && row.attempts < maxAttempts,
    eventType: types.get(row.eventId) ?? null,
    createdAt: createdAt.toISOString(),
    lastAttemptAt: lastAttemptAt?.toISOString() ?? null,
  }));
}

/**
 * Sends the event of a delivery to its endpoint once more, as a new delivery.
 * @throws AppError `forbidden`, `not_found`, `conflict` while the endpoint is off.
 */
export async function redeliver({ ctx, id }: { ctx: Ctx; id: string }): Promise<{ deliveryId: string }> {
  requirePermission(ctx, "manageWebhooks");
  const delivery = await prisma().webhookDelivery.findUnique({ where: { orgId_id: { orgId: ctx.orgId, id } } });
  if (!delivery) throw new AppError("not_found", `There is no delivery "${id}".`);
  const { endpointId, eventId } = delivery;
  const { orgId, now } = ctx;
  const { enabled } = await requireEndpoint(ctx, endpointId);
  if (!enabled) throw new AppError("conflict", "This webhook is off. Turn it on first.");
  const queued = { orgId, endpointId, eventId, now, byHand: true };
  return { deliveryId: await transaction((client) => queueDelivery(client, queued)) };
}

/** Sends a test event to an endpoint, whatever events it asked for, and while it is off. @throws AppError `forbidden`, `not_found`. */
export async function testWebhook({ ctx, id }: { ctx: Ctx; id: string }): Promise<{ deliveryId: string }> {
  requirePermission(ctx, "manageWebhooks");
  await requireEndpoint(ctx, id);
  const { orgId, now } = ctx;
  const eventId = `event_${uuidv7()}`;
  await prisma().domainEvent.create({
    data: {
      orgId,
      id: eventId,
      type: "Test",
      payload: { message: "This is a test from Purser." },
      createdAt: now,
      deliveredAt: now,
    },
  });
  const queued = { orgId, endpointId: id, eventId, now, byHand: true };
  return { deliveryId: await transaction((client) => queueDelivery(client, queued)) };
}

async function requireEndpoint({ orgId }: Ctx, id: string): Promise<{ enabled: boolean }> {
  const endpoint = await prisma().webhookEndpoint.findUnique({
    where: { orgId_id: { orgId, id } },
    select: { enabled: true },
  });
  if (!endpoint) throw new AppError("not_found", `There is no webhook "${id}".`);
  return endpoint;
}
