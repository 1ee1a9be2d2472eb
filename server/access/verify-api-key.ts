import { hash } from "node:crypto";
import { z } from "zod";
import type { ApiScope, OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { type KeyNews, keyNews } from "#server/event-listener.ts";
import { log } from "#server/log.ts";

/** A key that is good now. */
export type VerifiedKey = { id: string; orgId: OrgId; name: string; scopes: readonly ApiScope[] };

/** Every key starts with this, which tells a key from a JSON Web Token. */
export const keyPrefix = "pk_";

/** SHA-256 in hex. A key holds 256 random bits, so a slow hash would protect nothing more. */
export const hashKey = (key: string): string => hash("sha256", key, "hex");

const keyStatement = statement(
  "access_api_key",
  `SELECT id, org_id AS "orgId", name, scopes, expires_at AS "expiresAt"
   FROM api_keys WHERE key_hash = $1 AND revoked_at IS NULL`,
  z.object({
    id: z.string(),
    // Minted here: the organisation that the key was made for.
    orgId: z.string().transform((id) => id as OrgId),
    name: z.string(),
    scopes: z.array(z.enum(["ingest", "reserve", "read", "admin"])),
    expiresAt: z.date().nullable(),
  }),
);

type Remembered = VerifiedKey & { expiresAt: Date | null; readAt: number; heardBy: KeyNews | null; usedAt: number };

/** Per process, and shared with the copy of this module that Next bundles, so that a revocation reaches both. */
const holder = globalThis as typeof globalThis & { purserApiKeys?: Map<string, Remembered> };
holder.purserApiKeys ??= new Map();
const remembered = holder.purserApiKeys;

const rememberFor = 30_000;
const rememberAtMost = 10_000;
const usedEvery = 60_000;

/**
 * Who a key belongs to; null for an unknown, revoked or expired one. Looked up at most every 30 seconds a key, while
 * this process is told of revocations: each is respected at once, wherever it was done. Otherwise looked up each time.
 */
export async function verifyApiKey(key: string, now: Date): Promise<VerifiedKey | null> {
  if (key.length < 40 || key.length > 200) return null;
  const keyHash = hashKey(key);
  const time = now.getTime();
  const news = keyNews();
  let found = remembered.get(keyHash);
  if (!found || !news || found.heardBy !== news || time - found.readAt >= rememberFor || time < found.readAt) {
    const [row] = await keyStatement(pool(), [keyHash]);
    if (!row) {
      remembered.delete(keyHash);
      return null;
    }
    if (remembered.size >= rememberAtMost) remembered.clear();
    found = { ...row, readAt: time, heardBy: news, usedAt: found?.usedAt ?? 0 };
    remembered.set(keyHash, found);
  }
  if (news?.revoked.has(keyHash)) return null;
  if (found.expiresAt && found.expiresAt <= now) return null;
  if (time - found.usedAt >= usedEvery) {
    found.usedAt = time;
    void noteUse(found.id, now);
  }
  return found;
}

/** Forgets a key at once: it was revoked. */
export function forgetApiKey(keyHash: string): void {
  remembered.delete(keyHash);
}

/** Not awaited by the request: when a key was last used is worth neither its time nor its failure. */
async function noteUse(id: string, now: Date): Promise<void> {
  try {
    await pool().query({
      name: "access_api_key_used",
      text: "UPDATE api_keys SET last_used_at = GREATEST(last_used_at, $2) WHERE id = $1",
      values: [id, now],
    });
  } catch (err) {
    log.debug({ err, key: id }, "could not note the use of an API key");
  }
}
