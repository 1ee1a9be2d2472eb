import { kept } from "./retention-checks.ts";

/** What a closed month, a correction and the ledger have in common: cost, input and output tokens, calls, calls without a price. */
const figures = (of: string) =>
  `ARRAY[sum(${of}cost_nanos), sum(${of}input_tokens), sum(${of}output_tokens), sum(${of}calls), sum(${of}unpriced_calls)]::numeric[]`;

const negative = `-cost_nanos AS cost_nanos, -input_tokens AS input_tokens, -output_tokens AS output_tokens, -calls AS calls,
  -unpriced_calls AS unpriced_calls`;
const positive = "cost_nanos, input_tokens, output_tokens, calls, unpriced_calls";

/** The books as they follow from the ledger: what each month's calls came to, less what is booked elsewhere, with what is booked in it. */
const books = `
  SELECT org_id, date_trunc('month', day)::date AS month, project_id, ${positive} FROM usage_daily
  UNION ALL SELECT org_id, month, project_id, ${negative} FROM correction_sums
  UNION ALL SELECT org_id, booked_month, project_id, ${positive} FROM correction_sums`;

/** The checks of `reconcile` on closed months and corrections; see prisma/schema/books.prisma. */
export const bookChecks: Record<string, string> = {
  "correction sums = corrections": `
    WITH e AS (
      SELECT org_id, month, booked_month, project_id, ${figures("")} || count(*)::numeric AS figures
      FROM corrections GROUP BY 1, 2, 3, 4),
    s AS (
      SELECT org_id, month, booked_month, project_id, ${figures("")} || sum(corrections)::numeric AS figures
      FROM correction_sums GROUP BY 1, 2, 3, 4)
    SELECT org_id, concat_ws(' ', month, booked_month, project_id) AS at, e.figures::text AS expected, s.figures::text AS found
    FROM e FULL JOIN s USING (org_id, month, booked_month, project_id) WHERE e.figures IS DISTINCT FROM s.figures`,
  // An entry that came late has its whole cost in corrections, whatever it was repriced to since.
  "late corrections = their entries": `
    SELECT k.org_id, k.transaction_id AS at,
      concat_ws(' ', t.project_id, t.occurred_at AT TIME ZONE 'UTC', ARRAY[COALESCE(t.cost_nanos, 0), t.input_tokens, t.output_tokens, 1,
        (t.cost_nanos IS NULL)::int]) AS expected,
      concat_ws(' ', k.project_id, k.occurred_at AT TIME ZONE 'UTC', k.figures) AS found
    FROM (
      SELECT org_id, transaction_id, project_id, occurred_at, month, ${figures("")} AS figures
      FROM corrections GROUP BY 1, 2, 3, 4, 5 HAVING bool_or(reprice_id = '')) k
    LEFT JOIN credit_transactions t ON t.org_id = k.org_id AND t.id = k.transaction_id
    WHERE (t.id IS NOT NULL OR ${kept("k.org_id", "k.month")})
      AND (k.project_id, k.occurred_at, k.month, k.figures) IS DISTINCT FROM (t.project_id, t.occurred_at,
      date_trunc('month', t.occurred_at AT TIME ZONE 'UTC')::date,
      ARRAY[COALESCE(t.cost_nanos, 0), t.input_tokens, t.output_tokens, 1, (t.cost_nanos IS NULL)::int]::numeric[])`,
  // A month that was closed together with later ones, before anything was known of it, was closed with nothing.
  "closed months = their books": `
    WITH b AS (
      SELECT x.org_id, x.month, x.project_id, ${figures("x.")} AS figures
      FROM (${books}) x JOIN org_settings o ON o.org_id = x.org_id AND x.month <= o.books_closed_through GROUP BY 1, 2, 3),
    f AS (SELECT org_id, month, project_id, ${figures("")} AS figures FROM closed_figures GROUP BY 1, 2, 3)
    SELECT org_id, concat_ws(' ', month, project_id) AS at, b.figures::text AS expected, f.figures::text AS found
    FROM (SELECT * FROM b WHERE figures <> '{0,0,0,0,0}') b
    FULL JOIN (SELECT * FROM f WHERE figures <> '{0,0,0,0,0}') f USING (org_id, month, project_id)
    WHERE b.figures IS DISTINCT FROM f.figures`,
  "all books = ledger": `
    WITH l AS (SELECT org_id, ${figures("")} AS figures FROM usage_daily GROUP BY 1),
    b AS (
      SELECT x.org_id, ${figures("x.")} AS figures
      FROM (
        SELECT org_id, ${positive} FROM closed_figures
        UNION ALL
        SELECT x.org_id, x.cost_nanos, x.input_tokens, x.output_tokens, x.calls, x.unpriced_calls
        FROM (${books}) x JOIN org_settings o ON o.org_id = x.org_id
        WHERE o.books_closed_through IS NULL OR x.month > o.books_closed_through) x
      GROUP BY 1)
    SELECT org_id, 'all months' AS at, l.figures::text AS expected, b.figures::text AS found
    FROM l FULL JOIN b USING (org_id)
    WHERE COALESCE(l.figures, '{0,0,0,0,0}') <> COALESCE(b.figures, '{0,0,0,0,0}')`,
  "books closed through = closed months without gaps, corrections of closed months in later ones": `
    SELECT org_id, at, expected, found FROM (
      SELECT o.org_id, 'closed through' AS at, max(m.month)::text AS expected, o.books_closed_through::text AS found
      FROM org_settings o LEFT JOIN closed_months m ON m.org_id = o.org_id GROUP BY o.org_id, o.books_closed_through
      UNION ALL
      SELECT org_id, 'number of closed months', (extract(year FROM age(max(month), min(month))) * 12
        + extract(month FROM age(max(month), min(month))) + 1)::text, count(*)::text
      FROM closed_months GROUP BY org_id
      UNION ALL
      SELECT s.org_id, concat_ws(' ', 'corrections of', s.month, 'in', s.booked_month), 'of a closed month, in a later one', 'not so'
      FROM correction_sums s JOIN org_settings o ON o.org_id = s.org_id
      WHERE s.booked_month <= s.month OR o.books_closed_through IS NULL OR s.month > o.books_closed_through
    ) x WHERE expected IS DISTINCT FROM found`,
};
