import type { NanoDollars } from "#server/money/amount.ts";
import { type DifferenceParts, explainDifference, type TokenLine, tokenLines } from "./explain-difference.ts";
import { modelFamily } from "./model-family.ts";
import { byTokenKind, isTokenKind, type ReportTokens, type TokenKind } from "./provider-report.ts";
import type { ReportedDay, ReportedSum } from "./queries.ts";

/** What the ledger has of a model of a provider on a UTC day. */
export type LedgerSum = ReportTokens & {
  day: string;
  model: string;
  costNanos: NanoDollars;
  calls: bigint;
  unpricedCalls: bigint;
  unpricedTokens: bigint;
};

/** What is compared on a day: a model by its family; all of them, where the bill is not by model; a charge that is for no model. */
export type Compared = { kind: "model" | "all" | "charge"; name: string };

/** Both sides of one comparison, and why they differ: parts sum to reported − ledger. */
export type ReconciledRow = Compared & {
  day: string;
  reportedNanos: NanoDollars;
  ledgerNanos: NanoDollars;
  parts: DifferenceParts;
  reportedTokens: bigint;
  ledgerTokens: bigint;
  calls: bigint;
  unpricedCalls: bigint;
};

/** Why a day of the ledger is held against nothing. */
export type LeftOutReason = "no_costs" | "not_over";

export type ReconciledDays = {
  rows: ReconciledRow[];
  /** Days that are in the ledger or in a report and were not compared. */
  leftOut: { day: string; reason: LeftOutReason; ledgerNanos: NanoDollars; unpricedCalls: bigint }[];
  /** Compared days of which no report says what was used, so that their difference has no reason. */
  withoutUsage: string[];
};

export type ListPrice = (model: string, day: string, kind: TokenKind) => NanoDollars | null;

const secondsOfDay = 86_400n;

/**
 * Holds what one provider billed against the ledger, day by day and model by model. A day counts where every account of which
 * there are costs has costs of all of it, imported after it was over: anything else would be a difference by itself.
 */
export function reconcileDays({
  days,
  sums,
  ledger,
  listPrice,
}: {
  days: readonly ReportedDay[];
  sums: readonly ReportedSum[];
  ledger: readonly LedgerSum[];
  listPrice: ListPrice;
}): ReconciledDays {
  const accounts = new Set(days.filter(({ report }) => report === "costs").map(({ account }) => account));
  const reportsOf = Map.groupBy(days, ({ day }) => day);
  const sumsOf = Map.groupBy(sums, ({ day }) => day);
  const ledgerOf = Map.groupBy(ledger, ({ day }) => day);
  const result: ReconciledDays = { rows: [], leftOut: [], withoutUsage: [] };

  for (const day of [...new Set([...reportsOf.keys(), ...ledgerOf.keys()])].sort()) {
    const reports = reportsOf.get(day) ?? [];
    const ofDay = ledgerOf.get(day) ?? [];
    const reason = whyLeftOut(reports, accounts);
    if (reason) {
      const [ledgerNanos, unpricedCalls] = [total(ofDay, "costNanos"), total(ofDay, "unpricedCalls")];
      result.leftOut.push({ day, reason, ledgerNanos, unpricedCalls });
      continue;
    }
    const usage = new Set(reports.filter(({ report }) => report !== "costs").map(({ account }) => account));
    const isUsageKnown = [...accounts].every((account) => usage.has(account));
    const told = (sumsOf.get(day) ?? []).filter(({ isCost, account }) =>
      isCost ? accounts.has(account) : isUsageKnown,
    );
    if (!isUsageKnown) result.withoutUsage.push(day);
    result.rows.push(...rowsOfDay(day, told, ofDay, isUsageKnown, (model, kind) => listPrice(model, day, kind)));
  }
  return result;
}

function whyLeftOut(reports: readonly ReportedDay[], accounts: ReadonlySet<string>): LeftOutReason | null {
  const costs = reports.filter(({ report }) => report === "costs");
  if (accounts.size === 0 || costs.length < accounts.size) return "no_costs";
  return costs.every(({ isOver, seconds }) => isOver && seconds >= secondsOfDay) ? null : "not_over";
}

type Of = { costs: ReportedSum[]; usage: ReportedSum[]; ledger: LedgerSum[] };

function rowsOfDay(
  day: string,
  told: readonly ReportedSum[],
  ledger: readonly LedgerSum[],
  isUsageKnown: boolean,
  listPrice: (model: string, kind: TokenKind) => NanoDollars | null,
): ReconciledRow[] {
  const namesModel = ({ model, costNanos, inputTokens, outputTokens }: ReportedSum) =>
    model !== "" || (costNanos === 0n && inputTokens + outputTokens === 0n);
  const isUsageByModel = told.filter(({ isCost }) => !isCost).every(namesModel);
  const isByModel = isUsageByModel && told.filter((line) => line.isCost && isOfTokens(line)).every(namesModel);
  const familyOf = isUsageByModel ? modelFamily : () => "";
  const groups = new Map<string, Compared & Of>();
  const group = (compared: Compared) => {
    const key = `${compared.kind} ${compared.name}`;
    const found = groups.get(key) ?? { ...compared, costs: [], usage: [], ledger: [] };
    groups.set(key, found);
    return found;
  };
  const ofModel = (model: string): Compared =>
    isByModel ? { kind: "model", name: modelFamily(model) } : { kind: "all", name: "" };
  for (const line of told) {
    const isCharge = line.isCost && line.model === "" && !isTokens(line.item);
    const of = group(isCharge ? { kind: "charge", name: line.item } : ofModel(line.model));
    of[line.isCost ? "costs" : "usage"].push(line);
  }
  for (const line of ledger) group(ofModel(line.model)).ledger.push(line);

  return [...groups.values()].map(({ kind, name, ...of }) => {
    const [tokenCosts, otherCosts] = [of.costs.filter(isOfTokens), of.costs.filter((line) => !isOfTokens(line))];
    const [tokenCostNanos, otherCostNanos] = [total(tokenCosts, "costNanos"), total(otherCosts, "costNanos")];
    const ledgerNanos = total(of.ledger, "costNanos");
    const parts = explainDifference({
      ...{ tokenCostNanos, otherCostNanos, ledgerNanos },
      unpricedTokens: total(of.ledger, "unpricedTokens"),
      tokens: isUsageKnown ? tokensOf({ ...of, costs: tokenCosts }, { familyOf, isByModel, listPrice }) : [],
      isUsageKnown,
    });
    return {
      ...{ day, kind, name, ledgerNanos, parts },
      reportedNanos: tokenCostNanos + otherCostNanos,
      reportedTokens: total(of.usage, "inputTokens") + total(of.usage, "outputTokens"),
      ledgerTokens: total(of.ledger, "inputTokens") + total(of.ledger, "outputTokens"),
      calls: total(of.ledger, "calls"),
      unpricedCalls: total(of.ledger, "unpricedCalls"),
    };
  });
}

const isTokens = (item: string) => item === "" || isTokenKind(item);
const isOfTokens = ({ item }: ReportedSum) => isTokens(item);

/** The tokens of both sides by model and kind, with what the bill says of the kind where it is by model and kind. */
function tokensOf(
  { costs, usage, ledger }: Of,
  {
    familyOf,
    isByModel,
    listPrice,
  }: {
    familyOf: (model: string) => string;
    isByModel: boolean;
    listPrice: (model: string, kind: TokenKind) => NanoDollars | null;
  },
): TokenLine[] {
  const isByKind = isByModel && costs.every(({ item }) => item !== "");
  const families = new Set([...usage, ...ledger].map(({ model }) => familyOf(model)));
  return [...families].flatMap((family) => {
    const counted = usage.filter(({ model }) => familyOf(model) === family).map(byTokenKind);
    const known = ledger.filter(({ model }) => familyOf(model) === family).map(byTokenKind);
    const name = [...usage, ...ledger].find(({ model }) => familyOf(model) === family)?.model ?? family;
    return tokenLines(family, (kind) => ({
      reported: total(counted, kind),
      ledger: total(known, kind),
      billedNanos: isByKind
        ? total(
            costs.filter(({ item }) => item === kind),
            "costNanos",
          )
        : null,
      listPrice: listPrice(name, kind),
    }));
  });
}

/** The sum of a count or an amount over rows. */
function total<Name extends string>(rows: readonly Record<Name, bigint>[], name: Name): bigint {
  return rows.reduce((sum, row) => sum + row[name], 0n);
}
