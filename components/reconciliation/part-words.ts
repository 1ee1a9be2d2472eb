import type { DifferencePart, ReconciledRow } from "./reconciliation-data.ts";

/** Why a bill may differ from the ledger, in the order in which it is looked into: its name, and what it means and to do. */
export const partWords: Record<DifferencePart, { name: string; short: string; means: string }> = {
  missing: {
    name: "Missing Calls",
    short: "Missing",
    means:
      "Tokens that the provider counted and no agent reported. Look for agents, scripts or people that use the same keys.",
  },
  unpriced: {
    name: "Unpriced Calls",
    short: "Unpriced",
    means: "Calls that were reported and have no price here, at what the provider took. Set a price and reprice them.",
  },
  price: {
    name: "Price Difference",
    short: "Price",
    means:
      "The same tokens at another price: batch or priority rates, discounts, long context, caching counted otherwise, or a price that is out of date.",
  },
  onlyInLedger: {
    name: "Only in the Ledger",
    short: "Only in Ledger",
    means: "Tokens that agents reported and the provider did not count: another account, or calls around midnight UTC.",
  },
  other: {
    name: "Other Charges",
    short: "Other",
    means: "Charges that are not for tokens, such as searches, containers and storage.",
  },
  unexplained: {
    name: "Not Explained",
    short: "Not Explained",
    means: "Billed for tokens of which no usage report says how many. Import the usage reports of the same days.",
  },
};

export const partNames = Object.keys(partWords) as DifferencePart[];

/** What a row that is not a day is called. */
export function modelText({ kind, model }: Pick<ReconciledRow, "kind" | "model">): string {
  if (kind === "all") return "All Models";
  return kind === "charge" ? (model ?? "").replaceAll("_", " ") || "Without a Name" : (model ?? "");
}
