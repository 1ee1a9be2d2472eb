import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, prisma, statement } from "#server/db.ts";
import type { Books } from "./closing.ts";
import { booksNow } from "./lock-books.ts";

/** How the books of the organisation stand now. */
export const currentBooks = ({ orgId }: { orgId: OrgId }): Promise<Books> => booksNow(prisma(), orgId);

/** What books and corrections are counted in: nano-dollars, tokens, calls. */
const figures = { costNanos: z.bigint(), inputTokens: z.bigint(), outputTokens: z.bigint(), calls: z.bigint() };
const sums = (of: string) => `COALESCE(sum(${of}.cost_nanos), 0)::bigint AS "costNanos",
  COALESCE(sum(${of}.input_tokens), 0)::bigint AS "inputTokens", COALESCE(sum(${of}.output_tokens), 0)::bigint AS "outputTokens",
  COALESCE(sum(${of}.calls), 0)::bigint AS calls, COALESCE(sum(${of}.unpriced_calls), 0)::bigint AS "unpricedCalls"`;

const closedRow = z.object({
  month: z.string(),
  closedAt: z.date(),
  closedBy: z.string(),
  ...figures,
  unpricedCalls: z.bigint(),
  correctionNanos: z.bigint(),
});

/** A closed month as it was closed: the corrections of earlier months booked in it are among its figures. */
export type ClosedMonth = z.infer<typeof closedRow>;

const closedStatement = statement(
  "books_closed_months",
  `SELECT to_char(m.month, 'YYYY-MM') AS month, m.closed_at AS "closedAt", m.closed_by AS "closedBy", ${sums("f")},
     COALESCE(sum(f.correction_nanos), 0)::bigint AS "correctionNanos"
   FROM closed_months m
   LEFT JOIN closed_figures f ON f.org_id = m.org_id AND f.month = m.month AND ($2::text IS NULL OR f.project_id = $2)
   WHERE m.org_id = $1 GROUP BY m.org_id, m.month, m.closed_at, m.closed_by ORDER BY m.month DESC`,
  closedRow,
);

/** The closed months of the organisation or of one of its projects, newest first. */
export function closedMonths({ orgId }: { orgId: OrgId }, projectId: string | null = null): Promise<ClosedMonth[]> {
  return closedStatement(pool(), [orgId, projectId]);
}

/**
 * How a month is closed, of `closedMonths`: null while it is open. One from before the first of them was closed with it,
 * before anything was known of it.
 */
export function closingOf(closed: readonly ClosedMonth[], month: string): ClosedMonth | null {
  const known = closed.find((one) => one.month === month);
  if (known) return known;
  const first = closed.at(-1);
  if (!first || month > first.month) return null;
  const nothing = {
    costNanos: 0n,
    inputTokens: 0n,
    outputTokens: 0n,
    calls: 0n,
    unpricedCalls: 0n,
    correctionNanos: 0n,
  };
  return { month, closedAt: first.closedAt, closedBy: first.closedBy, ...nothing };
}

const sumRow = z.object({
  month: z.string(),
  bookedMonth: z.string(),
  ...figures,
  unpricedCalls: z.bigint(),
  corrections: z.bigint(),
});

const sumsStatement = statement(
  "books_correction_sums",
  `SELECT to_char(s.month, 'YYYY-MM') AS month, to_char(s.booked_month, 'YYYY-MM') AS "bookedMonth", ${sums("s")},
     sum(s.corrections)::bigint AS corrections
   FROM correction_sums s
   WHERE s.org_id = $1 AND ($2::text IS NULL OR s.project_id = $2) AND (s.month = $3::date OR s.booked_month = $3::date)
   GROUP BY s.month, s.booked_month ORDER BY s.booked_month, s.month`,
  sumRow,
);

/** The corrections of calls of a month, and those booked in it, of the organisation or a project. */
export async function correctionsOfMonth({ orgId }: { orgId: OrgId }, month: string, projectId: string | null = null) {
  const rows = await sumsStatement(pool(), [orgId, projectId, `${month}-01`]);
  return {
    /** Of its calls, by the later month in whose books they are. */
    bookedElsewhere: rows.filter((row) => row.month === month),
    /** Of calls of earlier months, in its own books. */
    bookedHere: rows.filter((row) => row.bookedMonth === month),
  };
}

const marksStatement = statement(
  "books_correction_marks",
  `SELECT DISTINCT ON (k.transaction_id) k.transaction_id AS id, to_char(k.booked_month, 'YYYY-MM') AS "bookedMonth",
     k.reprice_id = '' AS late
   FROM corrections k WHERE k.org_id = $1 AND k.transaction_id = ANY ($2)
   ORDER BY k.transaction_id, (k.reprice_id = '') DESC, k.booked_at DESC`,
  z.object({ id: z.string(), bookedMonth: z.string(), late: z.boolean() }),
);

/** That a call, or what changed of it after its month was closed, is in the books of another month. */
export type CorrectionMark = { bookedMonth: string; reason: "late" | "reprice" };

/** Which of these calls are in the books of another month than theirs, by id: that they came late rather than that they were repriced. */
export async function correctionMarks({ orgId }: { orgId: OrgId }, ids: readonly string[]) {
  const rows = ids.length === 0 ? [] : await marksStatement(pool(), [orgId, ids]);
  return new Map<string, CorrectionMark>(
    rows.map(({ id, bookedMonth, late }) => [id, { bookedMonth, reason: late ? "late" : "reprice" }]),
  );
}
