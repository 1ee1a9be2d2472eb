import { reconciliation, reconciliationInput } from "#server/reports/reconciliation.ts";
import { dollars } from "../columns.ts";
import { allAtOnce, exportTable, opened } from "../export-table.ts";

/** What providers billed in a month against the ledger, a line a day and model, with the parts of each difference. */
export const reconciliationTables = {
  reconciliation: exportTable({
    permission: "reconcile",
    input: reconciliationInput.pick({ month: true, provider: true }),
    open: async ({ ctx, input }) => {
      const { month, rows } = await reconciliation({ ctx, input: { ...input, by: "both" } });
      return opened(
        allAtOnce(rows),
        [
          { header: "Day", text: ({ day }) => day },
          { header: "Provider", text: ({ provider }) => provider },
          { header: "Model or Charge", text: ({ kind, model }) => (kind === "all" ? "(all models)" : model) },
          dollars("Billed", ({ reportedNanos }) => reportedNanos),
          dollars("Ledger", ({ ledgerNanos }) => ledgerNanos),
          dollars("Difference", ({ differenceNanos }) => differenceNanos),
          dollars("Missing Calls", ({ parts }) => parts.missing),
          dollars("Unpriced Calls", ({ parts }) => parts.unpriced),
          dollars("Price Difference", ({ parts }) => parts.price),
          dollars("Only in the Ledger", ({ parts }) => parts.onlyInLedger),
          dollars("Other Charges", ({ parts }) => parts.other),
          dollars("Not Explained", ({ parts }) => parts.unexplained),
          { header: "Reported Tokens", number: ({ reportedTokens }) => reportedTokens },
          { header: "Ledger Tokens", number: ({ ledgerTokens }) => ledgerTokens },
          { header: "Calls", number: ({ calls }) => calls },
          { header: "Calls without a Price", number: ({ unpricedCalls }) => unpricedCalls },
        ],
        [input.provider, month],
      );
    },
  }),
};
