const baseMs = 250;
const longestMs = 30_000;

/**
 * How long to wait before the next try, in milliseconds: exponential with half of it jitter, so that agents which lost
 * Purser at once do not come back at once; never less than the server asked for, and spread beyond that too.
 */
export function backoffMs(failures: number, retryAfterMs: number | null, random: () => number = Math.random): number {
  const exponential = Math.min(longestMs, baseMs * 2 ** (failures - 1));
  const own = exponential / 2 + (random() * exponential) / 2;
  return retryAfterMs === null ? own : retryAfterMs + random() * Math.min(exponential, 1_000);
}

/** `Retry-After` in milliseconds, from seconds or an HTTP date (RFC 9110, 10.2.3); null when absent or not readable. */
export function readRetryAfter(header: string | null, now: number): number | null {
  if (header === null || header.trim() === "") return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}
