import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { audit } from "#server/audit.ts";
import { type ApiScope, actorName, type Ctx, type OrgId } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { keysChannel } from "#server/event-listener.ts";
import { parseInput } from "#server/parse-input.ts";
import { requirePermission } from "./permissions.ts";
import { forgetApiKey, hashKey, keyPrefix } from "./verify-api-key.ts";

/** What a key may be for. */
const apiScopes = ["ingest", "reserve", "read", "admin"] as const satisfies readonly ApiScope[];

export const createApiKeyInput = z.strictObject({
  name: z.string().trim().min(1, "give the key a name").max(100, "must be at most 100 characters"),
  scopes: z
    .array(z.enum(apiScopes, `must be one of ${apiScopes.join(", ")}`))
    .min(1, "choose at least one scope")
    .transform((scopes) => [...new Set(scopes)]),
  expiresAt: z.coerce.date().optional(),
});

/** A key as it is shown. The secret itself is known only at its creation. Times are UTC. */
export type ApiKeyInfo = {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  createdBy: string | null;
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
};

const shown = {
  id: true,
  name: true,
  prefix: true,
  scopes: true,
  createdBy: true,
  createdAt: true,
  lastUsedAt: true,
  expiresAt: true,
  revokedAt: true,
} as const;

/**
 * Makes an API key of the organisation. `key` is the secret and is never seen again: only its SHA-256 is kept.
 * @throws AppError `forbidden`, `validation_failed`.
 */
export async function createApiKey({ ctx, input }: { ctx: Ctx; input: z.input<typeof createApiKeyInput> }) {
  requirePermission(ctx, "manageKeys");
  const { name, scopes, expiresAt } = parseInput(createApiKeyInput, input);
  if (expiresAt && expiresAt <= ctx.now) {
    const message = "must be in the future";
    throw new AppError("validation_failed", `expiresAt: ${message}`, { errors: [{ path: "expiresAt", message }] });
  }
  const key = `${keyPrefix}${randomBytes(32).toString("base64url")}`;
  const info: ApiKeyInfo = await prisma().$transaction(async (tx) => {
    const created = await tx.apiKey.create({
      data: {
        id: uuidv7(),
        keyHash: hashKey(key),
        prefix: key.slice(0, 10),
        orgId: ctx.orgId,
        name,
        scopes,
        createdBy: actorName(ctx.actor),
        createdAt: ctx.now,
        expiresAt: expiresAt ?? null,
      },
      select: shown,
    });
    const after = { name, scopes, prefix: created.prefix, ...(expiresAt && { expiresAt: expiresAt.toISOString() }) };
    await audit(tx, ctx, { action: "key.create", target: created.id, after });
    return created;
  });
  return { ...info, key };
}

/**
 * Ends a key. Requests with it are refused from now on, in every process: each is told as this commits.
 * @throws AppError `forbidden`, `not_found` for a key of another organisation as for none. Again is not an error.
 */
export async function revokeApiKey({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<ApiKeyInfo> {
  requirePermission(ctx, "manageKeys");
  const { info, keyHash } = await prisma().$transaction(async (tx) => {
    const where = { id: input.id, orgId: ctx.orgId };
    const ended = await tx.apiKey.updateMany({ where: { ...where, revokedAt: null }, data: { revokedAt: ctx.now } });
    const found = await tx.apiKey.findFirst({ where, select: { ...shown, keyHash: true } });
    if (!found) throw new AppError("not_found", `There is no API key "${input.id}".`);
    const { keyHash, ...info } = found;
    if (ended.count > 0) {
      const { name, prefix, scopes } = info;
      await audit(tx, ctx, { action: "key.revoke", target: info.id, before: { name, prefix, scopes } });
      await tx.$queryRaw`SELECT pg_notify(${keysChannel}, ${keyHash})::text`;
    }
    return { info, keyHash };
  });
  forgetApiKey(keyHash);
  return info;
}

/** The keys of the organisation, newest first, revoked ones included. */
export function listApiKeys({ orgId }: { orgId: OrgId }): Promise<ApiKeyInfo[]> {
  return prisma().apiKey.findMany({
    where: { orgId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: shown,
  });
}
