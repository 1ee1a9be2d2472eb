import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey, jwtVerify } from "jose";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { ownOrigin } from "./own-origin.ts";

/**
 * The subject of a JSON Web Token that our own key set signed (`/api/auth/token` hands them out, `/api/auth/jwks`
 * shows the public keys): the id of a user.
 * @throws AppError `unauthenticated` when it is not ours, altered, expired or made for another audience.
 */
export async function verifyJsonWebToken(token: string, now: Date): Promise<string> {
  const origin = ownOrigin();
  try {
    const { payload } = await jwtVerify(token, keyOf, { issuer: origin, audience: origin, currentDate: now });
    if (payload.sub) return payload.sub;
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    if (error instanceof errors.JWTExpired) throw refused("The token has expired. Get a new one from /api/auth/token.");
  }
  throw refused("The token is not valid here.");
}

const refused = (message: string) => new AppError("unauthenticated", message);

let keys: { find: ReturnType<typeof createLocalJWKSet>; readAt: number } | undefined;
const keepFor = 5 * 60_000;
const notMoreOftenThan = 10_000;

/** The key that a token names, from the table; read again when it is not among the known ones, or every 5 minutes. */
const keyOf: JWTVerifyGetKey = async (header, token) => {
  const age = keys ? Date.now() - keys.readAt : Number.POSITIVE_INFINITY;
  if (!keys || age > keepFor) keys = await readKeys();
  try {
    return await keys.find(header, token);
  } catch (error) {
    if (!(error instanceof errors.JWKSNoMatchingKey) || age < notMoreOftenThan) throw error;
    keys = await readKeys();
    return keys.find(header, token);
  }
};

async function readKeys() {
  const rows = await prisma().jwks.findMany();
  const set: JSONWebKeySet = {
    keys: rows.map((row) => ({ ...JSON.parse(row.publicKey), kid: row.id, alg: row.alg ?? "EdDSA", use: "sig" })),
  };
  return { find: createLocalJWKSet(set), readAt: Date.now() };
}
