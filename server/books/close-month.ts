import { z } from "zod";
import { requirePermission } from "#server/access/permissions.ts";
import { audit } from "#server/audit.ts";
import { actorName, type Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { toDecimalString } from "#server/money/amount.ts";
import { parseInput } from "#server/parse-input.ts";
import { accountsBegin, dayFromKey, isMonthKey, monthKey } from "#server/time/window.ts";
import { monthsToClose } from "./closing.ts";
import { lockBooks } from "./lock-books.ts";

/** A UTC month such as 2026-10. */
export const bookMonth = z
  .string()
  .refine(
    (text) => isMonthKey(text) && text >= accountsBegin,
    `must be a month from ${accountsBegin}, such as 2026-10`,
  );

export const closeMonthInput = z.strictObject({ month: bookMonth });

/**
 * Closes the books of a UTC month that has ended, and of the open ones before it: what each project's calls and corrections
 * of earlier months came to by then is written down and never changes. What is recorded or repriced for these months
 * afterwards is booked as a correction in an open one. Audited by month. Answers the months it closed, oldest first: none
 * where the month was closed before, so that it may be asked for again.
 * @throws AppError `forbidden`; `validation_failed` for what is no month; `conflict` for a month that has not ended.
 */
export async function closeMonth({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof closeMonthInput>;
}): Promise<{ closed: string[] }> {
  requirePermission(ctx, "closeMonth");
  const { month } = parseInput(closeMonthInput, input);
  const current = monthKey(ctx.now);
  if (month >= current) {
    throw new AppError("conflict", `${month} has not ended. A month can be closed once it is over (UTC).`);
  }
  const { orgId } = ctx;
  return prisma().$transaction(
    async (tx) => {
      const closed = monthsToClose(await lockBooks(tx, orgId), month);
      if (closed.length === 0) return { closed };
      const days = closed.map((key) => dayFromKey(`${key}-01`).start);
      await tx.closedMonth.createMany({
        data: days.map((day) => ({ orgId, month: day, closedAt: ctx.now, closedBy: actorName(ctx.actor) })),
      });
      await tx.$executeRaw`
        INSERT INTO closed_figures (org_id, month, project_id, cost_nanos, correction_nanos, input_tokens, output_tokens, calls,
          unpriced_calls)
        SELECT p.org_id, m.month, p.id, COALESCE(c.spent_nanos, 0) + k.cost_nanos, k.cost_nanos,
          COALESCE(c.input_tokens, 0) + k.input_tokens, COALESCE(c.output_tokens, 0) + k.output_tokens,
          COALESCE(c.calls, 0) + k.calls, COALESCE(c.unpriced_calls, 0) + k.unpriced_calls
        FROM projects p
        CROSS JOIN unnest(${closed.map((key) => `${key}-01`)}::text[]::date[]) AS m (month)
        LEFT JOIN usage_counters c ON c.org_id = p.org_id AND c.scope = 'project' AND c.project_id = p.id AND c.scope_id = p.id
          AND c."window" = 'month' AND c.window_start = m.month
        CROSS JOIN LATERAL (
          SELECT COALESCE(sum(s.cost_nanos), 0)::bigint AS cost_nanos, COALESCE(sum(s.input_tokens), 0)::bigint AS input_tokens,
            COALESCE(sum(s.output_tokens), 0)::bigint AS output_tokens, COALESCE(sum(s.calls), 0)::bigint AS calls,
            COALESCE(sum(s.unpriced_calls), 0)::bigint AS unpriced_calls, count(*) AS found
          FROM correction_sums s WHERE s.org_id = p.org_id AND s.booked_month = m.month AND s.project_id = p.id
        ) k
        WHERE p.org_id = ${orgId} AND (c.calls <> 0 OR k.found > 0)`;
      await tx.orgSettings.update({
        where: { orgId },
        data: { booksClosedThrough: dayFromKey(`${month}-01`).start, updatedAt: ctx.now },
      });
      const sums = await tx.closedFigure.groupBy({
        by: ["month"],
        where: { orgId, month: { in: days } },
        _sum: { costNanos: true, correctionNanos: true },
      });
      for (const day of days) {
        const sum = sums.find((one) => one.month.getTime() === day.getTime())?._sum;
        const after = {
          cost: toDecimalString(sum?.costNanos ?? 0n),
          corrections: toDecimalString(sum?.correctionNanos ?? 0n),
        };
        await audit(tx, ctx, { action: "month.close", target: `month:${monthKey(day)}`, after });
      }
      return { closed };
    },
    { timeout: 30_000, maxWait: 10_000 },
  );
}
