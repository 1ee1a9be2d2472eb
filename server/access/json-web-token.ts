import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
  jwtVerify,
} from "jose";
import { prisma } from "#server/db.ts";
import { env } from "#server/env.ts";
import { AppError } from "#server/errors.ts";
import { ownOrigin } from "./own-origin.ts";

/** Signatures that only the holder of a private key can make; never `none`, never a shared secret. */
const algorithms = [
  "EdDSA",
  "Ed25519",
  "ES256",
  "ES384",
  "ES512",
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
];

/**
 * The subject of a JSON Web Token that our own key set signed (`/api/auth/token` hands them out, `/api/auth/jwks`
 * shows the public keys), or, where PURSER_JWKS_URL names one, that of another issuer: the id of a user.
 * @throws AppError `unauthenticated` when it is not ours, altered, expired or made for another audience.
 */
export async function verifyJsonWebToken(token: string, now: Date): Promise<string> {
  const { keys, ...expected } = trusted();
  try {
    const { payload } = await jwtVerify(token, keys, {
      ...expected,
      algorithms,
      requiredClaims: ["exp"],
      currentDate: now,
    });
    if (payload.sub) return payload.sub;
  } catch (error) {
    if (env().PURSER_JWKS_URL && (!(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout)) {
      throw new AppError("unavailable", "The keys of PURSER_JWKS_URL cannot be read right now. Try again.", {
        cause: error,
      });
    }
    if (!(error instanceof errors.JOSEError)) throw error;
    if (error instanceof errors.JWTExpired) throw refused("The token has expired. Get a new one.");
  }
  throw refused("The token is not valid here.");
}

/** Whose tokens are taken. @throws AppError `unavailable` where issuer or audience is not said. */
function trusted(): { keys: JWTVerifyGetKey; issuer: string; audience: string } {
  const { PURSER_JWKS_URL: url, PURSER_JWT_ISSUER: issuer, PURSER_JWT_AUDIENCE: audience } = env();
  if (!url) return { keys: keyOf, issuer: ownOrigin(), audience: ownOrigin() };
  if (!issuer || !audience) {
    throw new AppError(
      "unavailable",
      "PURSER_JWKS_URL is set without PURSER_JWT_ISSUER and PURSER_JWT_AUDIENCE. Set all three.",
    );
  }
  // Read again when a token names a key that is not among the known ones, ten seconds apart, or every 5 minutes.
  remote ??= createRemoteJWKSet(new URL(url), {
    cooldownDuration: notMoreOftenThan,
    cacheMaxAge: keepFor,
    timeoutDuration: 5_000,
  });
  return { keys: remote, issuer, audience };
}

let remote: ReturnType<typeof createRemoteJWKSet> | undefined;

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
