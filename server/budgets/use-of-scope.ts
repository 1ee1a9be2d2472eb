import { z } from "zod";
import { identifier, label } from "#server/catalog/fields.ts";
import type { Ctx } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { parseInput } from "#server/parse-input.ts";
import { amountInUnit } from "./amount-in-unit.ts";
import { budgetScopes, budgetUnits, budgetWindows } from "./budget.ts";
import { standingColumns, standingJoins, standingRow } from "./standing.ts";

/** Whose use, and of what; as a budget has it. */
export const useOfScopeInput = z.strictObject({
  scope: z.enum(budgetScopes),
  projectId: identifier.nullish(),
  scopeId: identifier.nullish(),
  window: z.enum(budgetWindows),
  unit: z.enum(budgetUnits),
  trigger: label.nullish(),
});

// A budget that is only thought of: $7 to $12 are its values. It has no id ($3), so nothing was added to it.
const useStatement = statement(
  "budgets_use_of_scope",
  `SELECT ${standingColumns} FROM (SELECT $1::text AS org_id, $3::text AS id, $7::text AS scope, $8::text AS project_id,
     $9::text AS scope_id, $10::text AS "window", $11::text AS unit, $12::text AS trigger) b
   ${standingJoins}`,
  z.object(standingRow),
);

/**
 * What is spent and held in the running window where a budget is to be set: of each of a scope, by the one that used most.
 * Dollars or tokens by `unit`, with exact nano-dollars beside dollars.
 * @throws AppError `validation_failed`.
 */
export async function useOfScope({ ctx, input }: { ctx: Ctx; input: z.input<typeof useOfScopeInput> }) {
  const { scope, projectId, scopeId, window, unit, trigger } = parseInput(useOfScopeInput, input);
  const whose = [scope, projectId ?? "", scopeId ?? "", window, unit, trigger ?? ""];
  const [use] = await useStatement(pool(), [ctx.orgId, ctx.now, null, null, null, null, ...whose]);
  const { amount, nanos } = amountInUnit(unit);
  const spent = use?.spent ?? 0n;
  const reserved = use?.reserved ?? 0n;
  return {
    of: use?.of ?? null,
    ofName: use?.ofName ?? use?.of ?? null,
    spent: amount(spent),
    spentNanos: nanos(spent),
    reserved: amount(reserved),
    reservedNanos: nanos(reserved),
  };
}
