import type { PoolClient } from "pg";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { statement } from "#server/db.ts";
import { arrayLiteral } from "#server/ledger/array-literal.ts";
import { toDollars } from "#server/money/amount.ts";
import { dayMs } from "#server/time/window.ts";
import { type ApprovalRequired, allowed, type ReserveAnswer, refusalsOf, refused } from "./answer.ts";
import { windowStarts } from "./counters.ts";
import { type Ask, type Decision, decide, type Standing } from "./decide.ts";
import { type Grounds, loadGrounds } from "./load.ts";
import { type Reached, raiseReached } from "./raise-reached.ts";
import type { ReserveInput } from "./reserve-input.ts";

/** A checked reservation with what it wants held; `named`: the caller gave the id and may ask again under it. */
export type ReserveRequest = {
  id: string;
  named: boolean;
  fingerprint: string;
  agentId: string;
  projectId: string;
  agentType: string | null;
  runId: string | null;
  jobId: string | null;
  seconds: number;
  amountNanos: bigint | null;
  tokens: bigint | null;
  request: ReserveInput;
};

/** A reservation as it is written: `place_holds`. */
type Row = {
  request: ReserveRequest;
  agentType: string;
  status: "held" | "refused" | "pending";
  answer: ReserveAnswer;
  approvalId: string | null;
  to: Date;
};

/**
 * Decides these requests of one organisation in their order, within the caller's transaction: locks the organisation, reads
 * what decides, holds what fits, writes it. `events`: domain events were written with it, to be announced after the commit.
 */
export async function decideGroup(
  client: PoolClient,
  orgId: string,
  requests: readonly ReserveRequest[],
): Promise<{ answers: (ReserveAnswer | "conflict")[]; events: boolean }> {
  const now = new Date();
  const longest = Math.max(...requests.map(({ seconds }) => seconds));
  const grounds = await loadGrounds(client, orgId, now, {
    windows: windowStarts(now, new Date(now.getTime() + longest * 1000)),
    // Also those that nobody named: whether a commit went through is not known when its connection broke.
    ids: requests.map(({ id }) => id),
    projectIds: distinct(requests.map(({ projectId }) => projectId)),
    agentIds: distinct(requests.map(({ agentId }) => agentId)),
    agentTypes: distinct(requests.map(({ agentType }) => agentType ?? "other")),
    runIds: distinct(requests.flatMap(({ runId }) => runId ?? [])),
  });

  const parsed = (earlier: string) => JSON.parse(earlier) as ReserveAnswer;
  const answered = new Map([...grounds.answered].map(([id, r]) => [id, { ...r, answer: parsed(r.answer) }]));
  const rows: Row[] = [];
  const reached: Reached[] = [];
  const answers = requests.map((request) => {
    const earlier = answered.get(request.id);
    if (earlier) return earlier.fingerprint === request.fingerprint ? earlier.answer : "conflict";
    const ask = askOf(request, grounds, now);
    const pause = grounds.agents.get(request.agentId)?.pause ?? null;
    const decision = decide({ orgId, ask, pause, ...grounds });
    const row = rowOf(request, ask, decision);
    if (decision.kind === "allow") {
      const hold = { amountNanos: ask.amountNanos ?? 0n, tokens: ask.tokens ?? 0n, from: ask.from, to: ask.to };
      grounds.counters.hold(orgId, ask, hold);
    } else if (decision.kind === "refuse") {
      reached.push(...decision.reached.map((standing) => ({ agentId: request.agentId, standing })));
    }
    // A refusal is remembered for those who may ask again under its id; others would only fill the table.
    if (row.status !== "refused" || request.named) rows.push(row);
    if (request.named)
      answered.set(request.id, { status: row.status, fingerprint: request.fingerprint, answer: row.answer });
    return row.answer;
  });

  await place(client, orgId, now, rows);
  const asked = await askForApproval(client, orgId, now, rows);
  const alerted = await raiseReached(client, orgId, now, reached);
  return { answers, events: grounds.events || asked || alerted };
}

function askOf(request: ReserveRequest, grounds: Grounds, now: Date): Ask {
  return {
    projectId: request.projectId,
    agentId: request.agentId,
    agentType: request.agentType ?? grounds.agents.get(request.agentId)?.agentType ?? "other",
    runId: request.runId,
    ...grounds.runOf(request.runId),
    amountNanos: request.amountNanos,
    tokens: request.tokens,
    from: now,
    to: new Date(now.getTime() + request.seconds * 1000),
  };
}

function rowOf(request: ReserveRequest, ask: Ask, decision: Decision): Row {
  const base = { request, agentType: ask.agentType, to: ask.to, approvalId: null };
  if (decision.kind === "allow") {
    const hold = { amountNanos: ask.amountNanos ?? 0n, tokens: ask.tokens ?? 0n, expiresAt: ask.to };
    return { ...base, status: "held", answer: allowed(request.id, hold, decision.standings) };
  }
  if (decision.kind !== "approval") return { ...base, status: "refused", answer: refused(request.id, decision) };
  const approvalId = `approval_${uuidv7()}`;
  const amountNanos = ask.amountNanos ?? 0n;
  const answer: ApprovalRequired = {
    id: request.id,
    decision: "approval_required",
    approvalId,
    amount: toDollars(amountNanos),
    amountNanos: amountNanos.toString(),
    expiresAt: decidableUntil(decision.refusals, ask.from).toISOString(),
    budgets: refusalsOf(decision.refusals),
  };
  return { ...base, status: "pending", approvalId, answer };
}

/** A request is about limits as they stand: it is over with their windows, and after a day where a run has none. */
function decidableUntil(refusals: readonly Standing[], now: Date): Date {
  const ends = refusals.map(({ frees }) => frees?.getTime() ?? now.getTime() + dayMs);
  return new Date(Math.max(...ends));
}

const placeStatement = statement(
  "enforcement_place",
  "SELECT place_holds($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
  z.object({}),
);

async function place(client: PoolClient, orgId: string, now: Date, rows: Row[]): Promise<void> {
  if (rows.length === 0) return;
  const column = (value: (row: Row) => string | bigint | Date | null) => arrayLiteral(rows.map(value));
  await placeStatement(client, [
    orgId,
    now,
    column((r) => r.request.id),
    column((r) => r.request.agentId),
    column((r) => r.request.projectId),
    column((r) => r.agentType),
    column((r) => r.request.runId),
    column((r) => r.request.jobId),
    column((r) => r.request.amountNanos ?? 0n),
    column((r) => r.request.tokens ?? 0n),
    column((r) => r.status),
    column((r) => r.request.fingerprint),
    column((r) => JSON.stringify(r.answer)),
    column((r) => r.approvalId),
    column((r) => r.to),
  ]);
}

const approvalStatement = statement(
  "enforcement_ask_approval",
  `WITH asked AS (
     INSERT INTO approvals (org_id, id, budget_id, reservation_id, agent_id, project_id, amount_nanos, request, created_at,
       expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id, budget_id, agent_id, project_id
   )
   INSERT INTO domain_events (org_id, id, type, payload, created_at)
   SELECT $1, 'event_' || id, 'ApprovalRequested', jsonb_build_object('approvalId', id, 'budgetId', budget_id,
     'agentId', agent_id, 'projectId', project_id, 'reservationId', $4::text, 'amount', trim_scale($7 / 1000000000.0)), $9
   FROM asked`,
  z.object({}),
);

async function askForApproval(client: PoolClient, orgId: string, now: Date, rows: Row[]): Promise<boolean> {
  const pending = rows.filter(({ status }) => status === "pending");
  for (const { request, approvalId, answer } of pending) {
    if (answer.decision !== "approval_required") continue;
    await approvalStatement(client, [
      orgId,
      approvalId,
      answer.budgets[0]?.budgetId,
      request.id,
      request.agentId,
      request.projectId,
      request.amountNanos ?? 0n,
      { ...request.request, budgets: answer.budgets },
      now,
      answer.expiresAt,
    ]);
  }
  return pending.length > 0;
}

const distinct = (values: string[]) => [...new Set(values)];
