import { z } from "zod";
import { budgetScopes, budgetUnits, budgetWindows } from "#server/budgets/budget.ts";
import type { Ctx } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";

const row = z.object({
  approvalId: z.string(),
  budgetId: z.string(),
  scope: z.enum(budgetScopes),
  scopeName: z.string(),
  window: z.enum(budgetWindows),
  windowStart: z.string(),
  unit: z.enum(budgetUnits),
  limit: z.bigint(),
  spent: z.bigint(),
  reserved: z.bigint(),
  asked: z.bigint(),
});

// $2: ids of approvals; $3: the UTC time. The counters are those of the windows that a decision now would be made in.
const raisesStatement = statement(
  "approvals_raises",
  `SELECT DISTINCT a.id AS "approvalId", b.id AS "budgetId", b.scope, COALESCE(g.name, p.name, o.name, x."scopeId") AS "scopeName",
     b."window", w.start AS "windowStart", b.unit, b."limit" + COALESCE(bw.extra, 0) AS "limit",
     COALESCE(CASE b.unit WHEN 'cost' THEN c.spent_nanos ELSE c.input_tokens + c.output_tokens END, 0) AS spent,
     COALESCE(CASE b.unit WHEN 'cost' THEN c.reserved_nanos ELSE c.reserved_tokens END, 0) AS reserved,
     CASE b.unit WHEN 'cost' THEN r.amount_nanos ELSE r.tokens END AS asked
   FROM approvals a
   JOIN reservations r ON r.org_id = a.org_id AND r.id = a.reservation_id
   CROSS JOIN LATERAL jsonb_to_recordset(a.request -> 'budgets') AS x("budgetId" text, "scopeId" text)
   JOIN budgets b ON b.org_id = a.org_id AND b.id = x."budgetId" AND b.enabled
   CROSS JOIN LATERAL (SELECT CASE b."window" WHEN 'day' THEN ($3 AT TIME ZONE 'UTC')::date
     WHEN 'month' THEN date_trunc('month', $3 AT TIME ZONE 'UTC')::date ELSE DATE '1970-01-01' END AS start) w
   LEFT JOIN usage_counters c ON c.org_id = a.org_id AND c.scope = b.scope AND c.scope_id = x."scopeId"
     AND c.project_id = CASE WHEN b.scope IN ('project', 'agent_type') THEN a.project_id ELSE '' END
     AND c."window" = b."window" AND c.window_start = w.start
   LEFT JOIN budget_windows bw ON bw.org_id = a.org_id AND bw.budget_id = b.id AND bw.scope_id = x."scopeId"
     AND bw.window_start = w.start
   LEFT JOIN agents g ON b.scope = 'agent' AND g.org_id = a.org_id AND g.id = x."scopeId"
   LEFT JOIN projects p ON b.scope = 'project' AND p.org_id = a.org_id AND p.id = x."scopeId"
   LEFT JOIN organizations o ON b.scope = 'organization' AND o.id = a.org_id
   WHERE a.org_id = $1 AND a.id = ANY ($2) AND a.decision IS NULL
   ORDER BY "approvalId", "budgetId"`,
  row,
);

/**
 * A limit that the call of an approval would pass, or that is raised for its window, as it stands now. Amounts are
 * nano-dollars or tokens by `unit`, in text; `to` is the least limit that the call fits in.
 */
export type Raise = Pick<
  z.output<typeof row>,
  "budgetId" | "scope" | "scopeName" | "window" | "windowStart" | "unit"
> & {
  from: string;
  to: string;
  spent: string;
  reserved: string;
};

/** The limits that each of these would pass or raise, by the approval's id. Those decided raise none. */
export async function raisesOf(
  ctx: Pick<Ctx, "orgId" | "now">,
  approvals: readonly { id: string; status: string }[],
): Promise<Map<string, Raise[]>> {
  const ids = approvals.filter(({ status }) => status === "pending").map(({ id }) => id);
  const raises = new Map<string, Raise[]>();
  if (ids.length === 0) return raises;
  for (const { approvalId, limit, spent, reserved, asked, ...budget } of await raisesStatement(pool(), [
    ctx.orgId,
    ids,
    ctx.now,
  ])) {
    const needed = spent + reserved + asked;
    const to = needed > limit ? needed : limit;
    const amounts = { from: `${limit}`, to: `${to}`, spent: `${spent}`, reserved: `${reserved}` };
    raises.set(approvalId, [...(raises.get(approvalId) ?? []), { ...budget, ...amounts }]);
  }
  return raises;
}
