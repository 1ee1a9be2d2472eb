import type { PoolClient } from "pg";
import { z } from "zod";
import { type Budget, budgetWindows } from "#server/budgets/budget.ts";
import { budgetRow } from "#server/budgets/budget-row.ts";
import { statement } from "#server/db.ts";
import { Counters } from "./counters.ts";
import type { ExtraOf, Pause } from "./decide.ts";

const amount = z.string().transform(BigInt);
/** As every other time is written: PostgreSQL's JSON has `+00:00` for `Z`. */
const time = z.string().transform((text) => new Date(text).toISOString());

const counter = z.object({
  scope: z.string(),
  projectId: z.string(),
  scopeId: z.string(),
  window: z.enum(budgetWindows),
  windowStart: z.string(),
  spentNanos: amount,
  reservedNanos: amount,
  spentTokens: amount,
  reservedTokens: amount,
});

const loaded = z.object({
  events: z.boolean(),
  reservations: z
    .object({ id: z.string(), status: z.string(), fingerprint: z.string(), answer: z.string() })
    .array()
    .nullable(),
  agents: z
    .object({
      id: z.string(),
      agentType: z.string(),
      paused: z.boolean(),
      reason: z.string().nullable(),
      since: time.nullable(),
      by: z.string().nullable(),
      budgetId: z.string().nullable(),
      scopeId: z.string().nullable(),
      until: time.nullable(),
    })
    .array()
    .nullable(),
  runs: z.object({ id: z.string(), trigger: z.string().nullable(), projectId: z.string() }).array().nullable(),
  budgets: z
    .object({ ...budgetRow, limit: amount })
    .array()
    .nullable(),
  counters: counter.array().nullable(),
  runCounters: counter.array().nullable(),
  extras: z.object({ budgetId: z.string(), scopeId: z.string(), windowStart: z.string(), amount }).array().nullable(),
});

const loadStatement = statement(
  "enforcement_load",
  "SELECT load_for_reserve($1, $2, $3, $4, $5, $6, $7, $8) AS loaded",
  z.object({ loaded }),
);

/** What decides: as it stands, and locked until the transaction ends. */
export type Grounds = {
  /** What was over by itself was ended, and domain events say so. */
  readonly events: boolean;
  /** Earlier answers, as JSON, by reservation id. */
  readonly answered: ReadonlyMap<string, { status: string; fingerprint: string; answer: string }>;
  readonly agents: ReadonlyMap<string, { agentType: string; pause: Pause | null }>;
  /** Of the runs that are known: their trigger and project, as a budget matches them. */
  readonly runOf: (runId: string | null) => { trigger: string | null; runProjectId: string | null };
  readonly budgets: readonly Budget[];
  readonly counters: Counters;
  readonly extraOf: ExtraOf;
};

/** Whom is asked about. Windows are the UTC days that counters start on. */
export type Asked = {
  windows: string[];
  ids: string[];
  projectIds: string[];
  agentIds: string[];
  agentTypes: string[];
  runIds: string[];
};

/**
 * Locks the organisation and reads everything that decides, in one round trip. Holds, pauses and requests for approval whose
 * time is over end on the way. Until the transaction ends nobody else changes a counter of this organisation.
 */
export async function loadGrounds(client: PoolClient, orgId: string, now: Date, asked: Asked): Promise<Grounds> {
  const [row] = await loadStatement(client, [
    orgId,
    now,
    asked.windows,
    asked.ids,
    asked.projectIds,
    asked.agentIds,
    asked.agentTypes,
    asked.runIds,
  ]);
  if (!row) throw new Error("load_for_reserve answers with one row");
  const { events, reservations, agents, runs, budgets } = row.loaded;
  const counters = new Counters();
  for (const { scope, projectId, scopeId, window, windowStart, ...sums } of [
    ...(row.loaded.counters ?? []),
    ...(row.loaded.runCounters ?? []),
  ]) {
    counters.set({ scope, projectId, scopeId }, { window, windowStart }, sums);
  }
  const extras = new Map(row.loaded.extras?.map((e) => [`${e.budgetId}\0${e.scopeId}\0${e.windowStart}`, e.amount]));
  const known = new Map(runs?.map((run) => [run.id, { trigger: run.trigger, runProjectId: run.projectId }]));
  return {
    events,
    answered: new Map(reservations?.map((r) => [r.id, r])),
    agents: new Map(
      agents?.map(({ id, agentType, paused, ...pause }) => [id, { agentType, pause: paused ? pause : null }]),
    ),
    runOf: (runId) => (runId === null ? undefined : known.get(runId)) ?? { trigger: null, runProjectId: null },
    budgets: budgets ?? [],
    counters,
    extraOf: (budgetId, scopeId, windowStart) => extras.get(`${budgetId}\0${scopeId}\0${windowStart}`) ?? 0n,
  };
}
