import { expect } from "vitest";
import { closedMonths } from "#server/books/queries.ts";
import type { Ctx } from "#server/context.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { reconcile } from "#server/ledger/reconcile.ts";
import { continueReprice, startReprice } from "#server/ledger/reprice.ts";
import { addMonths, monthKey } from "#server/time/window.ts";
import { testOrganization } from "./test-organization.ts";

// What is recorded is booked by the clock of the ledger: months are named from it.
const now = new Date();
/** The running UTC month and the two before it. */
export const current = monthKey(now);
export const [twoAgo, last] = [addMonths(current, -2), addMonths(current, -1)] as const;

/** An organisation of two projects, `web` and `api`. */
export const organization = () => testOrganization({ projects: ["web", "api"], now });

let calls = 0;

/** A call of a month, for one dollar unless told otherwise. */
export const callOf = (month: string, more: object = {}) => ({
  id: `c${calls++}`,
  occurredAt: month === current ? now.toISOString() : `${month}-14T12:00:00Z`,
  projectId: "web",
  agentId: "a1",
  provider: "in-house",
  model: "house-7b",
  inputTokens: 1_000,
  outputTokens: 10,
  cost: 1,
  ...more,
});

export async function record(ctx: Ctx, ...events: ReturnType<typeof callOf>[]): Promise<void> {
  expect(await recordEvents({ ctx, events })).toMatchObject({ accepted: events.length, rejected: [] });
}

/** Gives the calls of `callOf` what their price says now, as the worker does. */
export async function repriceAll(ctx: Ctx, include: "unpriced" | "all"): Promise<void> {
  const input = { provider: "in-house", model: "house-7b", include, from: "2015-01-01T00:00:00Z", to: null };
  const id = await startReprice({ ctx, input });
  while (await continueReprice({ orgId: ctx.orgId, id }));
}

/** What `npm run reconcile` finds of the organisation. */
export const found = async ({ orgId }: Ctx) => (await reconcile()).filter((one) => one.orgId === orgId);

/** What the books of each closed month came to, in nano-dollars, as they were closed. */
export const closed = async (ctx: Ctx, projectId: string | null = null) =>
  Object.fromEntries((await closedMonths(ctx, projectId)).map(({ month, costNanos }) => [month, costNanos]));
