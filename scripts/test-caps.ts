import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
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
