import type { BetterAuthOptions } from "better-auth";

type Storage = NonNullable<NonNullable<BetterAuthOptions["rateLimit"]>["customStorage"]>;

/** What one caller did on one path within the window. `taken`: how much of it the other processes have not been told. */
type Attempts = { count: number; at: number; windowSeconds: number; taken: number };

/** By address and path, the latest last. On `globalThis`: one per process, whoever bundles this module. */
const holder = globalThis as typeof globalThis & { purserAttempts?: Map<string, Attempts> };
holder.purserAttempts ??= new Map();
const attempts = holder.purserAttempts;
const mostCallers = 20_000;

function attemptsOf(key: string, windowSeconds: number): Attempts {
  const known = attempts.get(key);
  attempts.delete(key);
  const over = !known || Date.now() - known.at >= windowSeconds * 1000;
  const current = over ? { count: 0, at: Date.now(), windowSeconds, taken: known?.taken ?? 0 } : known;
  const [oldest] = attempts.size >= mostCallers ? attempts.keys() : [];
  if (oldest !== undefined) attempts.delete(oldest);
  attempts.set(key, current);
  return current;
}

/** Where Better Auth counts attempts to sign in: as it would by itself, and told to the other processes (`rest/share-limits`). */
export const signInLimits: Storage = {
  consume: async (key, { window, max }) => {
    const current = attemptsOf(key, window);
    if (current.count >= max) {
      return { allowed: false, retryAfter: Math.ceil((current.at + window * 1000 - Date.now()) / 1000) };
    }
    current.count++;
    current.taken++;
    current.at = Date.now();
    return { allowed: true, retryAfter: null };
  },
};

/** A caller on a path by name (`sign-in <window in seconds> <key>`), and how often it was let in. */
type Taken = [name: string, count: number];

/** What this process let in since it was last asked. */
export function attemptsSince(): Taken[] {
  const taken: Taken[] = [];
  for (const [key, current] of attempts) {
    if (current.taken === 0) continue;
    taken.push([`sign-in ${current.windowSeconds} ${key}`, current.taken]);
    current.taken = 0;
  }
  return taken;
}

/** Counts what another process let in. Names of other limits are left alone. */
export function attemptedElsewhere([name, count]: Taken): void {
  const [, windowSeconds, key] = /^sign-in (\d+) (.+)$/s.exec(name) ?? [];
  if (!windowSeconds || !key) return;
  const current = attemptsOf(key, Number(windowSeconds));
  current.count += count;
  current.at = Date.now();
}
