import type { Context, MiddlewareHandler } from "hono";
import { callerAddress, clientAddress } from "#server/access/client-address.ts";
import type { Ctx } from "#server/context.ts";
import { env } from "#server/env.ts";
import { AppError } from "#server/errors.ts";
import type { RestEnv } from "./rest-env.ts";

/** What a caller has left: `limit` requests a minute, `remaining` at once, all of them again in `fullIn` seconds. */
export type Allowance = { of: "key" | "user" | "address"; limit: number; remaining: number; fullIn: number };

type Bucket = { tokens: number; at: number };

/** Per process: a shared count would cost each recorded call a round trip to the database. */
const holder = globalThis as typeof globalThis & { purserBuckets?: Map<string, Bucket> };
holder.purserBuckets ??= new Map();
const buckets = holder.purserBuckets;
const mostBuckets = 20_000;

/**
 * Takes one request from a caller's bucket, which holds a minute's worth and fills up evenly. `after` is told what is left,
 * also where nothing is. A limit of 0 is none. `time` in milliseconds.
 * @throws AppError `rate_limited` with the seconds until there is one again.
 */
function takeRequest(
  of: Allowance["of"],
  id: string,
  after: (allowance: Allowance) => void,
  time: number = performance.now(),
): void {
  const limit = limitOf(of);
  if (limit === 0) return;
  const perMs = limit / 60_000;
  const name = `${of} ${id}`;
  let bucket = buckets.get(name);
  if (bucket) bucket.tokens = Math.min(limit, bucket.tokens + (time - bucket.at) * perMs);
  else {
    const [oldest] = buckets.size >= mostBuckets ? buckets.keys() : [];
    if (oldest !== undefined) buckets.delete(oldest);
    bucket = { tokens: limit, at: time };
    buckets.set(name, bucket);
  }
  bucket.at = time;
  const allowed = bucket.tokens >= 1;
  if (allowed) bucket.tokens -= 1;
  const fullIn = Math.ceil((limit - bucket.tokens) / perMs / 1000);
  after({ of, limit, remaining: Math.floor(bucket.tokens), fullIn });
  if (allowed) return;
  const retryAfterSeconds = Math.max(1, Math.ceil((1 - bucket.tokens) / perMs / 1000));
  throw new AppError(
    "rate_limited",
    `${whose[of]} may send ${limit} requests a minute. Try again in ${seconds(retryAfterSeconds)}.`,
    {
      retryAfterSeconds,
    },
  );
}

const seconds = (count: number) => (count === 1 ? "a second" : `${count} seconds`);
const whose = { key: "This API key", user: "This person", address: "Without good credentials, an address" };

function limitOf(of: Allowance["of"]): number {
  const { PURSER_KEY_RATE_LIMIT, PURSER_USER_RATE_LIMIT, PURSER_ADDRESS_RATE_LIMIT } = env();
  return { key: PURSER_KEY_RATE_LIMIT, user: PURSER_USER_RATE_LIMIT, address: PURSER_ADDRESS_RATE_LIMIT }[of];
}

/** The same for whoever was let in: by key, or by person. */
export function takeRequestOf({ actor }: Ctx, after: (allowance: Allowance) => void): void {
  if (actor.kind !== "system") takeRequest(actor.kind, actor.id, after);
}

/** The same for somebody unknown, by the address the request came from. */
export function takeRequestFrom(
  peer: string | undefined,
  forwardedFor: string | null,
  after: (allowance: Allowance) => void,
): void {
  const address = peer && callerAddress(peer, forwardedFor, env().PURSER_TRUSTED_PROXIES);
  if (address) takeRequest("address", address, after);
}

/** Takes one request from the address of a caller in Hono. */
export function limitAddress(c: Context<RestEnv>): void {
  const forwardedFor = c.req.header("x-forwarded-for") ?? null;
  takeRequestFrom(clientAddress(c.env), forwardedFor, (allowance) => c.set("allowance", allowance));
}

/** In front of what is answered without credentials. */
export const limitUnknown: MiddlewareHandler<RestEnv> = (c, next) => {
  limitAddress(c);
  return next();
};

/** The limit in the header fields of the IETF's draft (RateLimit, RateLimit-Policy). */
export function rateLimitHeaders(allowance: Allowance | undefined): Record<string, string> {
  if (!allowance) return {};
  const { of, limit, remaining, fullIn } = allowance;
  return { "ratelimit-policy": `"${of}";q=${limit};w=60`, ratelimit: `"${of}";r=${remaining};t=${fullIn}` };
}
