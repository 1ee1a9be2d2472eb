import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { insightEvidence } from "./insight.ts";

const searchStatement = statement(
  "insights_search",
  `SELECT searched_at AS "searchedAt", first_day AS first, last_day AS last, spent_nanos AS "spentNanos",
     read_nanos AS "readNanos", agents, agents_read AS "agentsRead", agents_with_few_jobs AS "agentsWithFewJobs"
   FROM insight_searches WHERE org_id = $1`,
  z.object({
    searchedAt: z.date(),
    first: z.string(),
    last: z.string(),
    spentNanos: z.bigint(),
    readNanos: z.bigint(),
    agents: z.int(),
    agentsRead: z.int(),
    agentsWithFewJobs: z.int(),
  }),
);

// $2: open (true) or dismissed (false); $3: an agent, or null for all.
const insightsStatement = statement(
  "insights_list",
  `SELECT i.id, i.project_id AS "projectId", p.name AS "projectName", i.agent_id AS "agentId", a.name AS "agentName",
     i.amount_nanos AS "amountNanos", i.spent_nanos AS "spentNanos", i.unpriced_calls AS "unpricedCalls",
     i.first_day AS first, i.last_day AS last, i.evidence, i.found_at AS "foundAt", i.dismissed_at AS "dismissedAt",
     i.dismissed_by AS "dismissedBy", i.dismissed_nanos AS "dismissedNanos"
   FROM insights i
   LEFT JOIN projects p ON p.org_id = i.org_id AND p.id = i.project_id
   LEFT JOIN agents a ON a.org_id = i.org_id AND a.id = i.agent_id
   WHERE i.org_id = $1 AND i.open = $2 AND ($3::text IS NULL OR i.agent_id = $3)
   ORDER BY CASE WHEN $2 THEN NULL ELSE i.dismissed_at END DESC, i.amount_nanos DESC, i.id LIMIT 500`,
  z.object({
    id: z.string(),
    projectId: z.string(),
    projectName: z.string().nullable(),
    agentId: z.string(),
    agentName: z.string().nullable(),
    amountNanos: z.bigint(),
    spentNanos: z.bigint(),
    unpricedCalls: z.int(),
    first: z.string(),
    last: z.string(),
    evidence: z.unknown(),
    foundAt: z.date(),
    dismissedAt: z.date().nullable(),
    dismissedBy: z.string().nullable(),
    dismissedNanos: z.bigint().nullable(),
  }),
);

/** The last search: when it was, and how much of the organisation it looked at. Nano-dollars as text. */
export type InsightSearch = Awaited<ReturnType<typeof lastSearch>>;

/** When insights were last looked for, and in what; null before the first time. */
async function lastSearch(ctx: { orgId: OrgId }) {
  const [search] = await searchStatement(pool(), [ctx.orgId]);
  if (!search) return null;
  return {
    ...search,
    searchedAt: search.searchedAt.toISOString(),
    spentNanos: search.spentNanos.toString(),
    readNanos: search.readNanos.toString(),
  };
}

/** One insight as pages show it. Nano-dollars as text, days and times UTC. */
export type InsightView = Awaited<ReturnType<typeof insightsOf>>[number];

type Filter = { open: boolean; agentId?: string | undefined };

async function insightsOf(ctx: { orgId: OrgId }, { open, agentId }: Filter) {
  const rows = await insightsStatement(pool(), [ctx.orgId, open, agentId ?? null]);
  return rows.flatMap(({ evidence, dismissedAt, dismissedBy, dismissedNanos, ...row }) => {
    // What another version stored is left out until the next search.
    const read = insightEvidence.safeParse(evidence);
    if (!read.success) return [];
    return {
      ...row,
      projectName: row.projectName ?? row.projectId,
      agentName: row.agentName ?? row.agentId,
      amountNanos: row.amountNanos.toString(),
      spentNanos: row.spentNanos.toString(),
      foundAt: row.foundAt.toISOString(),
      evidence: read.data,
      /** By whom and when it was dismissed, and what it came to then; also of one that came back. */
      dismissed: dismissedAt && {
        at: dismissedAt.toISOString(),
        by: dismissedBy ?? "",
        amountNanos: (dismissedNanos ?? 0n).toString(),
      },
    };
  });
}

/**
 * What the last search found, those that come to most first, or what was dismissed, the latest first; of the organisation or
 * of one agent. Reads stored rows only.
 */
export async function listInsights(
  ctx: { orgId: OrgId },
  filter: Filter,
): Promise<{ search: InsightSearch; items: InsightView[] }> {
  const [search, items] = await Promise.all([lastSearch(ctx), insightsOf(ctx, filter)]);
  return { search, items };
}
