import type { Context, MiddlewareHandler } from "hono";
import { callerAddress, clientAddress } from "#server/access/client-address.ts";
import type { Ctx } from "#server/context.ts";
import { env } from "#server/env.ts";
import { AppError } from "#server/errors.ts";
import type { RestEnv } from "./rest-env.ts";

/** What a caller has left: `limit` requests a minute, `remaining` at once, all of them again in `fullIn` seconds. */
export type Allowance = { of: "key" | "user" | "address"; limit: number; remaining: number; fullIn: number };

/** `taken`: how many of them this process let in since it last told the others (`share-limits.ts`). */
type Bucket = { of: Allowance["of"]; tokens: number; at: number; taken: number };

/** By who it is, such as `key <id>`. On `globalThis`: one per process, whoever bundles this module. */
const holder = globalThis as typeof globalThis & { purserBuckets?: Map<string, Bucket> };
holder.purserBuckets ??= new Map();
const buckets = holder.purserBuckets;
const mostBuckets = 20_000;

/** The bucket of a caller, which holds a minute's worth and fills up evenly, as it is at `time`. */
function bucketOf(of: Allowance["of"], name: string, limit: number, time: number): Bucket {
  let bucket = buckets.get(name);
  if (bucket) bucket.tokens = Math.min(limit, bucket.tokens + ((time - bucket.at) * limit) / 60_000);
  else {
    const [oldest] = buckets.size >= mostBuckets ? buckets.keys() : [];
    if (oldest !== undefined) buckets.delete(oldest);
    bucket = { of, tokens: limit, at: time, taken: 0 };
    buckets.set(name, bucket);
  }
  bucket.at = time;
  return bucket;
}

/**
 * Takes `count` requests from a caller's bucket. `after` is told what is left, also where nothing is. A limit of 0 is none.
 * @throws AppError `rate_limited` with the seconds until there is one again.
 */
function takeRequests(of: Allowance["of"], id: string, count: number, after: (allowance: Allowance) => void): void {
  const limit = limitOf(of);
  if (limit === 0) return;
  const perMs = limit / 60_000;
  const bucket = bucketOf(of, `${of} ${id}`, limit, performance.now());
  // More at once than a minute holds is taken as a minute's worth, or it could never be.
  const wanted = Math.min(count, limit);
  const allowed = bucket.tokens >= wanted;
  if (allowed) {
    bucket.tokens -= wanted;
    bucket.taken += wanted;
  }
  const remaining = Math.max(0, Math.floor(bucket.tokens));
  after({ of, limit, remaining, fullIn: Math.ceil((limit - bucket.tokens) / perMs / 1000) });
  if (allowed) return;
  const retryAfterSeconds = Math.max(1, Math.ceil((wanted - bucket.tokens) / perMs / 1000));
  throw new AppError(
    "rate_limited",
    `${whose[of]} may send ${limit} requests a minute. Try again in ${seconds(retryAfterSeconds)}.`,
    { retryAfterSeconds },
  );
}

/** A caller's name and how many of its requests were let in. */
export type Taken = [name: string, count: number];

/**
 * What this process let in since it was last asked, the busiest callers first. A caller who took less than a hundredth of what
 * came in for it in a second is not worth telling: it stays with its process until it is.
 */
export function takenSince(): Taken[] {
  const taken: Taken[] = [];
  for (const [name, bucket] of buckets) {
    if (bucket.taken < Math.max(1, limitOf(bucket.of) / 6_000)) continue;
    taken.push([name, bucket.taken]);
    bucket.taken = 0;
  }
  return taken.sort(([, a], [, b]) => b - a);
}

/** Takes what another process let in. A caller may fall behind by a minute's worth, and waits until it has caught up. */
export function takenElsewhere([name, count]: Taken): void {
  const of = name.slice(0, name.indexOf(" "));
  if (of !== "key" && of !== "user" && of !== "address") return;
  const limit = limitOf(of);
  if (limit === 0) return;
  const bucket = bucketOf(of, name, limit, performance.now());
  bucket.tokens = Math.max(-limit, bucket.tokens - count);
}

const seconds = (count: number) => (count === 1 ? "a second" : `${count} seconds`);
const whose = { key: "This API key", user: "This person", address: "Without good credentials, an address" };

function limitOf(of: Allowance["of"]): number {
  const { PURSER_KEY_RATE_LIMIT, PURSER_USER_RATE_LIMIT, PURSER_ADDRESS_RATE_LIMIT } = env();
  return { key: PURSER_KEY_RATE_LIMIT, user: PURSER_USER_RATE_LIMIT, address: PURSER_ADDRESS_RATE_LIMIT }[of];
}

/** The same for whoever was let in: by key, or by person. */
export function takeRequestOf({ actor }: Ctx, after: (allowance: Allowance) => void, count = 1): void {
  if (actor.kind !== "system") takeRequests(actor.kind, actor.id, count, after);
}

/** The same for somebody unknown, by the address the request came from. */
export function takeRequestFrom(
  peer: string | undefined,
  forwardedFor: string | null,
  after: (allowance: Allowance) => void,
): void {
  const address = peer && callerAddress(peer, forwardedFor, env().PURSER_TRUSTED_PROXIES);
  if (address) takeRequests("address", address, 1, after);
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
