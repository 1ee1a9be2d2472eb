import { z } from "@hono/zod-openapi";
import { getAgent } from "#server/catalog/agent-queries.ts";
import { identifier, line } from "#server/catalog/fields.ts";
import { getProject } from "#server/catalog/queries.ts";
import { AppError } from "#server/errors.ts";
import { type UsageGroup, type UsageSum, usageGroups, usageSums } from "#server/ledger/usage-sums.ts";
import { toDollars } from "#server/money/amount.ts";
import { type DayRange, dayCount } from "#server/time/range.ts";
import { dayKey, isDayKey, monthKey } from "#server/time/window.ts";
import { createRestApp } from "../create-rest-app.ts";
import { decodeCursor, pageFrom, pageOf, pageQuery } from "../page.ts";
import { jsonAnswer, restRoute } from "../rest-route.ts";

/** A leap year: what one question may add up. */
const mostDays = 366;

/** What each group is called in a row of the answer. */
const fieldOf = {
  day: "day",
  project: "projectId",
  agent: "agentId",
  agentType: "agentType",
  provider: "provider",
  model: "model",
} as const satisfies Record<UsageGroup, string>;

const group = z.string().optional();

const usageSchema = z
  .object({
    day: z.iso.date().optional(),
    projectId: group,
    agentId: group,
    agentType: group,
    provider: group,
    model: group,
    cost: z.number().openapi({ description: "Dollars; of unpriced calls nothing is in it." }),
    costNanos: z.string(),
    retryCost: z.number().openapi({ description: "Of it: calls that were not a first attempt." }),
    retryCostNanos: z.string(),
    inputTokens: z.number(),
    cachedInputTokens: z.number(),
    cacheWriteTokens: z.number(),
    cacheWrite1hTokens: z.number(),
    outputTokens: z.number(),
    reasoningTokens: z.number(),
    calls: z.int(),
    errors: z.int(),
    unpricedCalls: z.int(),
    unpricedTokens: z.number(),
  })
  .openapi("Usage", { description: "The sums of one group, with the fields that were grouped by." });

const day = z.string().refine(isDayKey, "must be a UTC day such as 2026-11-22");
const unknownGroups = `must be some of ${usageGroups.join(", ")}, separated by commas`;

const groupList = z
  .string()
  .default("")
  .transform((text) => text.split(",").filter((name) => name !== ""))
  .pipe(z.array(z.enum(usageGroups, unknownGroups)))
  // Each once, in the order in which rows are sorted.
  .transform((names) => usageGroups.filter((name) => names.includes(name)));

const list = restRoute("view", {
  method: "get",
  path: "/v1/usage",
  summary: "Sums of whole UTC days by what you name, sorted by it; without groupBy one row of all",
  request: {
    query: pageQuery.extend({
      from: day.optional().openapi({ description: "The first day; the month's first, if left out." }),
      to: day.optional().openapi({ description: "The last day, which is in; today, if left out." }),
      groupBy: groupList.openapi({
        type: "string",
        description: `Some of ${usageGroups.join(", ")}, separated by commas.`,
        example: "day,provider",
      }),
      projectId: identifier.optional(),
      agentId: identifier.optional(),
      agentType: line(256).optional(),
      provider: line(256).optional(),
      model: line(256).optional(),
    }),
  },
  responses: { 200: jsonAnswer("A page of sums.", pageOf(usageSchema)) },
});

function shown(row: UsageSum, groups: readonly UsageGroup[]): z.input<typeof usageSchema> {
  return {
    ...Object.fromEntries(groups.map((name, i) => [fieldOf[name], row.keys[i]])),
    cost: toDollars(row.costNanos),
    costNanos: row.costNanos.toString(),
    retryCost: toDollars(row.retryCostNanos),
    retryCostNanos: row.retryCostNanos.toString(),
    inputTokens: Number(row.inputTokens),
    cachedInputTokens: Number(row.cachedInputTokens),
    cacheWriteTokens: Number(row.cacheWriteTokens),
    cacheWrite1hTokens: Number(row.cacheWrite1hTokens),
    outputTokens: Number(row.outputTokens),
    reasoningTokens: Number(row.reasoningTokens),
    calls: Number(row.calls),
    errors: Number(row.errors),
    unpricedCalls: Number(row.unpricedCalls),
    unpricedTokens: Number(row.unpricedTokens),
  };
}

/** @throws AppError `validation_failed`. */
function checkedRange(range: DayRange): DayRange {
  if (range.first > range.last) throw new AppError("validation_failed", "from must not be after to.");
  if (dayCount(range) <= mostDays) return range;
  throw new AppError("validation_failed", `At most ${mostDays} days are added up at once. Ask for fewer at a time.`);
}

/** Where the page before ended: a key for each group. @throws AppError `bad_request`. */
function lastKeys(cursor: string, groups: readonly UsageGroup[]): string[] {
  const keys = decodeCursor(cursor, groups.length);
  if (groups.every((name, i) => name !== "day" || isDayKey(keys[i] ?? ""))) return keys;
  throw new AppError("bad_request", "The cursor is not valid. Take nextCursor of the page before.");
}

export const usage = createRestApp().openapi(list, async (c) => {
  const ctx = c.get("ctx");
  const { limit, cursor, from, to, groupBy: groups, projectId, agentId, ...named } = c.req.valid("query");
  const last = to ?? dayKey(ctx.now);
  // Without `from`: the month of `to`, so that a `to` of an earlier month alone is no contradiction.
  const range = checkedRange({ first: from ?? `${to?.slice(0, 7) ?? monthKey(ctx.now)}-01`, last });
  const after = cursor === undefined ? undefined : lastKeys(cursor, groups);
  if (projectId) await getProject(ctx, projectId);
  if (agentId) await getAgent(ctx, agentId);
  const filter = { ...named, project: projectId, agent: agentId };
  const rows = await usageSums(ctx, range, { groups, filter, after, limit: limit + 1 });
  return c.json(pageFrom(rows, limit, { item: (row) => shown(row, groups), position: ({ keys }) => keys }), 200);
});
