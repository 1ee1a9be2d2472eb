import { randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { requirePermission } from "#server/access/permissions.ts";
import { audit } from "#server/audit.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { env } from "#server/env.ts";
import { AppError } from "#server/errors.ts";
import { parseInput } from "#server/parse-input.ts";
import { isPublicAddress } from "./public-address.ts";
import { webhookEvents, webhookFormats } from "./webhook-message.ts";

const url = z
  .url({ protocol: /^https?$/, error: "must be an http:// or https:// address" })
  .max(2000)
  .refine((text) => !URL.canParse(text) || !(new URL(text).username || new URL(text).password), {
    error: "must not hold a user name or a password: messages are signed with the webhook's secret instead",
  });
const events = z.array(z.enum(webhookEvents)).max(50);
const format = z.enum(webhookFormats);

/** `events` left out or empty: all of them. */
export const createWebhookInput = z.strictObject({
  url,
  events: events.default([]),
  format: format.default("standard"),
});

/** What is left out stays as it is. Off (`enabled` false), an address is told nothing but tests. */
export const updateWebhookInput = z.strictObject({
  url: url.optional(),
  events: events.optional(),
  format: format.optional(),
  enabled: z.boolean("must be true or false").optional(),
});

/** An endpoint without its secret. Times are UTC. */
export type WebhookEndpoint = {
  id: string;
  url: string;
  events: string[];
  format: string;
  enabled: boolean;
  createdAt: string;
};

const shownFields = { id: true, url: true, events: true, format: true, enabled: true, createdAt: true } as const;
const shown = (row: Omit<WebhookEndpoint, "createdAt"> & { createdAt: Date }): WebhookEndpoint => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
});

/**
 * Registers an address that domain events are sent to, signed as Standard Webhooks. The secret is told this once.
 * @throws AppError `forbidden`; `validation_failed`, also for an address that is plainly private, unless that is allowed
 * (`PURSER_PRIVATE_WEBHOOKS`).
 */
export async function createWebhook({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof createWebhookInput>;
}): Promise<WebhookEndpoint & { secret: string }> {
  requirePermission(ctx, "manageWebhooks");
  const { url, events, format } = parseInput(createWebhookInput, input);
  checkHost(url);
  const id = `webhook_${uuidv7()}`;
  const secret = `whsec_${randomBytes(24).toString("base64")}`;
  const row = await prisma().$transaction(async (tx) => {
    const data = { orgId: ctx.orgId, id, url, events, format, secret, createdAt: ctx.now };
    const created = await tx.webhookEndpoint.create({ data, select: shownFields });
    await audit(tx, ctx, { action: "webhook.create", target: `webhook:${id}`, after: { url, events, format } });
    return created;
  });
  return { ...shown(row), secret };
}

/**
 * Changes an endpoint; its secret stays. What waits to be sent goes to the new address.
 * @throws AppError `forbidden`, `not_found`, `validation_failed` as `createWebhook`.
 */
export async function updateWebhook({
  ctx,
  id,
  input,
}: {
  ctx: Ctx;
  id: string;
  input: z.input<typeof updateWebhookInput>;
}): Promise<WebhookEndpoint> {
  requirePermission(ctx, "manageWebhooks");
  const changes = Object.entries(parseInput(updateWebhookInput, input)).filter(([, value]) => value !== undefined);
  const data = Object.fromEntries(changes) as Partial<z.output<typeof updateWebhookInput>>;
  if (data.url !== undefined) checkHost(data.url);
  const where = { orgId_id: { orgId: ctx.orgId, id } };
  return prisma().$transaction(async (tx) => {
    const before = await tx.webhookEndpoint.findUnique({ where, select: shownFields });
    if (!before) throw new AppError("not_found", `There is no webhook "${id}".`);
    const after = await tx.webhookEndpoint.update({ where, data: data as typeof before, select: shownFields });
    const changed = (["url", "events", "format", "enabled"] as const).filter(
      (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
    );
    if (changed.length > 0) {
      const fields = (row: typeof before) => ({
        url: row.url,
        ...Object.fromEntries(changed.map((field) => [field, row[field]])),
      });
      const entry = { action: "webhook.update", target: `webhook:${id}` };
      await audit(tx, ctx, { ...entry, before: fields(before), after: fields(after) });
    }
    return shown(after);
  });
}

/** Names are resolved when something is sent; this tells early of what can never work. */
function checkHost(url: string): void {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  const isPrivate = isIP(host) ? !isPublicAddress(host) : /(^|\.)(localhost|local|internal)$/.test(host);
  if (!isPrivate || env().PURSER_PRIVATE_WEBHOOKS) return;
  const message = "must not be a private address. Whoever runs Purser may allow them with PURSER_PRIVATE_WEBHOOKS=true";
  throw new AppError("validation_failed", `url: ${message}`, { errors: [{ path: "url", message }] });
}

/** Every endpoint of the organisation, oldest first. @throws AppError `forbidden`. */
export async function listWebhooks(ctx: Ctx): Promise<WebhookEndpoint[]> {
  requirePermission(ctx, "manageWebhooks");
  const where = { orgId: ctx.orgId };
  const rows = await prisma().webhookEndpoint.findMany({ where, select: shownFields, orderBy: { id: "asc" } });
  return rows.map(shown);
}

/** Removes an endpoint and its deliveries. @throws AppError `forbidden`, `not_found`. */
export async function removeWebhook({ ctx, id }: { ctx: Ctx; id: string }): Promise<void> {
  requirePermission(ctx, "manageWebhooks");
  await prisma().$transaction(async (tx) => {
    const { orgId } = ctx;
    const found = await tx.webhookEndpoint.findUnique({ where: { orgId_id: { orgId, id } } });
    if (!found) throw new AppError("not_found", `There is no webhook "${id}".`);
    await tx.webhookDelivery.deleteMany({ where: { orgId, endpointId: id } });
    await tx.webhookEndpoint.delete({ where: { orgId_id: { orgId, id } } });
    await audit(tx, ctx, { action: "webhook.remove", target: `webhook:${id}`, before: { url: found.url } });
  });
}
