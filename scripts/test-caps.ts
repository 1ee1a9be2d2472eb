import { Pool } from "pg";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { env } from "#server/env.ts";
import { reconcile } from "#server/ledger/reconcile.ts";

/** A dollar in nano-dollars. */
export const dollar = 1_000_000_000n;

type Cap = {
  id?: string;
  scope: string;
  projectId?: string;
  scopeId?: string;
  window: string;
  unit?: string;
  limit: bigint;
  thresholds?: number[];
  onExceeded?: string[];
  trigger?: string;
};

/** A budget as a row: whatever the verb that sets limits would do besides is left out. */
export function setCap(ctx: Ctx, cap: Cap) {
  return prisma().budget.create({
    data: {
      orgId: ctx.orgId,
      id: `${cap.scope}-${cap.window}`,
      unit: "cost",
      onExceeded: ["notify", "block"],
      createdAt: ctx.now,
      updatedAt: ctx.now,
      ...cap,
    },
  });
}

/** Who calls in these tests. */
export const call = { agentId: "a1", projectId: "web" };
let events = 0;
/** A call that cost so many dollars. */
export const event = (cost: number, more: object = {}) => ({
  id: `event-${++events}`,
  ...call,
  provider: "openai",
  model: "gpt-4.1",
  inputTokens: 10,
  outputTokens: 5,
  cost,
  ...more,
});

/** What `npm run reconcile` would say of the organisation. */
export async function discrepancies(ctx: Ctx) {
  return (await reconcile()).filter(({ orgId }) => orgId === ctx.orgId);
}

/** What a scope spent and holds this month, or in the life of the run. */
export async function counter(ctx: Ctx, scope: string, scopeId: string) {
  const [row] = await prisma().usageCounter.findMany({
    where: { orgId: ctx.orgId, scope, scopeId, window: { in: ["month", "run"] } },
    orderBy: { windowStart: "asc" },
  });
  return { spent: row?.spentNanos ?? 0n, reserved: row?.reservedNanos ?? 0n };
}

/**
 * Looks at every cap of the organisation from a connection of its own, as fast as it can, until `stop`: which answers the
 * states in which spent and reserved together were above the limit, and how often it looked.
 */
export function watchCaps(ctx: Ctx): { stop(): Promise<{ violations: unknown[]; looks: number }> } {
  const outside = new Pool({ connectionString: env().DATABASE_URL, max: 1 });
  const violations: unknown[] = [];
  let looks = 0;
  let watching = true;
  const watch = (async () => {
    for (; watching; looks++) {
      const { rows } = await outside.query(
        `SELECT b.id, c.scope_id, c.spent_nanos, c.reserved_nanos FROM budgets b
         JOIN usage_counters c ON c.org_id = b.org_id AND c.scope = b.scope AND c."window" = b."window"
           AND (b.scope_id = '' OR b.scope_id = c.scope_id)
         WHERE b.org_id = $1 AND CASE b.unit WHEN 'cost' THEN c.spent_nanos + c.reserved_nanos
           ELSE c.input_tokens + c.output_tokens + c.reserved_tokens END > b."limit"`,
        [ctx.orgId],
      );
      violations.push(...rows);
    }
  })();
  return {
    stop: async () => {
      watching = false;
      await watch;
      await outside.end();
      return { violations, looks };
    },
  };
}
