import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { dayKey } from "#server/time/window.ts";

/** How many answers a process keeps; the largest are histories of 120 days, some kilobytes each. */
const most = 5_000;

const versionStatement = statement(
  "ledger_past_version",
  "SELECT past_version AS version FROM org_settings WHERE org_id = $1",
  z.object({ version: z.bigint() }),
);

/** `holds`: what the names of the answers of an organisation begin with that are good now. */
type Shelf = { kept: Map<string, unknown>; holds: Map<string, string>; asked: Map<string, Promise<string>> };
const holder = globalThis as typeof globalThis & { purserPast?: Shelf };

/** What was read of UTC days that are over, and holds for the hour. */
export type Past = { get: (name: string) => unknown; keep: (name: string, value: unknown) => void };

/**
 * Cost, tokens and calls of days that are over seldom change, and are most of what pages read. What is kept here of them is
 * found again until something does change them: a late call, a reprice, a rebuild (`past_version`, in the same transaction).
 * Counts of jobs are not covered: they change when a job ends. For another day than today nothing is kept. What no longer
 * holds is let go at once: where calls come late all the time, it would fill the shelf.
 */
export async function pastOf(ctx: { orgId: OrgId; now: Date }): Promise<Past> {
  const today = dayKey(ctx.now);
  if (today !== dayKey(new Date())) return { get: () => undefined, keep: () => {} };
  const hour = ctx.now.toISOString().slice(0, 13);
  const prefix = `${ctx.orgId}\n${hour}\n${await versionOf(ctx.orgId)}\n`;
  const { kept, holds } = shelf();
  const before = holds.get(ctx.orgId);
  if (before !== prefix) {
    if (before !== undefined) for (const name of kept.keys()) if (name.startsWith(before)) kept.delete(name);
    holds.set(ctx.orgId, prefix);
  }
  return {
    get: (name) => {
      const value = kept.get(prefix + name);
      if (value === undefined) return undefined;
      // Used last, dropped last.
      kept.delete(prefix + name);
      kept.set(prefix + name, value);
      return value;
    },
    keep: (name, value) => {
      if (holds.get(ctx.orgId) !== prefix) return;
      kept.set(prefix + name, value);
      if (kept.size <= most) return;
      const [oldest] = kept.keys();
      if (oldest !== undefined) kept.delete(oldest);
    },
  };
}

/** `read` of days that are over: what it answered before, where that still holds. `name` tells it from every other. */
export async function readPast<T>(ctx: { orgId: OrgId; now: Date }, name: string, read: () => Promise<T>): Promise<T> {
  const past = await pastOf(ctx);
  const known = past.get(name);
  if (known !== undefined) return known as T;
  // The version was asked for first: what is read now is at least as new.
  const value = await read();
  past.keep(name, value);
  return value;
}

function shelf(): Shelf {
  holder.purserPast ??= { kept: new Map(), holds: new Map(), asked: new Map() };
  return holder.purserPast;
}

/** Asked of the database each time, once for all that ask in one turn of the event loop. */
function versionOf(orgId: OrgId): Promise<string> {
  const { asked } = shelf();
  let version = asked.get(orgId);
  if (!version) {
    version = versionStatement(pool(), [orgId]).then(([row]) => String(row?.version));
    asked.set(orgId, version);
    queueMicrotask(() => asked.delete(orgId));
  }
  return version;
}
