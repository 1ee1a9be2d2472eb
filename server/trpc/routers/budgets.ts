import { z } from "zod";
import { budgetInput } from "#server/budgets/budget-input.ts";
import { getBudget, listBudgets } from "#server/budgets/queries.ts";
import { scopeChoices } from "#server/budgets/scope-choices.ts";
import { searchedWords } from "#server/budgets/searched-words.ts";
import { removeBudget, removeBudgetInput, setBudget } from "#server/budgets/set-budget.ts";
import { useOfScope, useOfScopeInput } from "#server/budgets/use-of-scope.ts";
import { orgProcedure, router } from "../init.ts";

/** Every limit of the organisation. Amounts are dollars or tokens by `unit`; exact nano-dollars stand in `…Nanos`. */
export const budgetsRouter = router({
  /** Every budget, with the `words` that the page finds it by. */
  list: orgProcedure("view").query(async ({ ctx }) =>
    (await listBudgets(ctx)).map((budget) => ({ ...budget, words: searchedWords(budget) })),
  ),

  get: orgProcedure("view")
    .input(z.object({ id: z.string() }))
    .query(({ ctx, input }) => getBudget(ctx, input.id)),

  set: orgProcedure("setLimit")
    .input(budgetInput)
    .mutation(({ ctx, input }) => setBudget({ ctx, input })),

  remove: orgProcedure("setLimit")
    .input(removeBudgetInput)
    .mutation(({ ctx, input }) => removeBudget({ ctx, ...input })),

  /** Whom a budget can be set for. */
  choices: orgProcedure("view").query(({ ctx }) => scopeChoices(ctx)),

  /** What is spent already where a budget is to be set. */
  useOfScope: orgProcedure("view")
    .input(useOfScopeInput)
    .query(({ ctx, input }) => useOfScope({ ctx, input })),
});
