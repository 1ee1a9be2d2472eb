import { z } from "zod";
import { budgetScopes, budgetUnits, budgetWindows, exceededActions } from "./budget.ts";

/** A budget as statements read it, but for its `limit`: a bigint in a row, text in JSON. */
export const budgetRow = {
  id: z.string(),
  scope: z.enum(budgetScopes),
  projectId: z.string(),
  scopeId: z.string(),
  window: z.enum(budgetWindows),
  unit: z.enum(budgetUnits),
  thresholds: z.int().array(),
  onExceeded: z.enum(exceededActions).array(),
  trigger: z.string(),
  allowUnpriced: z.boolean(),
};
