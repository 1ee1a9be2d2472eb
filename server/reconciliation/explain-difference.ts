import { divideHalfEven, type NanoDollars } from "#server/money/amount.ts";
import { type TokenKind, tokenKinds } from "./provider-report.ts";

/** The tokens of one kind and model on both sides, and what a million of them costs by the price list, if that is known. */
export type TokenLine = {
  kind: TokenKind;
  /** Lines of one name may count the same tokens as other kinds: the input of a model, cached or not. */
  pool: string;
  reported: bigint;
  ledger: bigint;
  /** What the provider billed for those it counted, where the bill says so. */
  billedNanos: NanoDollars | null;
  /** Nano-dollars per million tokens. */
  listPrice: NanoDollars | null;
};

/** Both sides of what is compared: of one model on one day, or of all models where a bill is not by model. */
export type BothSides = {
  /** What was billed for tokens. */
  tokenCostNanos: NanoDollars;
  /** What was billed for anything else: searches, containers, storage. */
  otherCostNanos: NanoDollars;
  /** What the ledger has: the cost of its calls that have a price. */
  ledgerNanos: NanoDollars;
  /** Input and output tokens of its calls without a price. */
  unpricedTokens: bigint;
  tokens: readonly TokenLine[];
  /** Whether a report says what was used; else there is no telling why anything differs. */
  isUsageKnown: boolean;
};

/** The parts of billed − ledger, in nano-dollars; they sum to it exactly. */
export type DifferenceParts = {
  /** Tokens of calls that the ledger knows and has no price for, at what the provider took. */
  unpriced: NanoDollars;
  /** Tokens that the provider counted and the ledger does not know, at what the provider took. */
  missing: NanoDollars;
  /** Tokens that the ledger knows and the provider did not count, at what the provider took for others: 0 or less. */
  onlyInLedger: NanoDollars;
  /** The same tokens at another price, or counted as another kind (cached, written). */
  price: NanoDollars;
  /** What was billed for anything but tokens. */
  other: NanoDollars;
  /** Billed for tokens of which no usage report says how many. */
  unexplained: NanoDollars;
};

export const differenceParts = ["missing", "unpriced", "price", "onlyInLedger", "other", "unexplained"] as const;

export const noParts: DifferenceParts = {
  ...{ unpriced: 0n, missing: 0n, onlyInLedger: 0n },
  ...{ price: 0n, other: 0n, unexplained: 0n },
};

/** The parts of several differences together. */
export function addParts(a: DifferenceParts, b: DifferenceParts): DifferenceParts {
  const sum = { ...a };
  for (const part of differenceParts) sum[part] += b[part];
  return sum;
}

export const sumOfParts = (parts: DifferenceParts): NanoDollars =>
  differenceParts.reduce((sum, part) => sum + parts[part], 0n);

/**
 * Why a bill differs from the ledger. Every token is valued at what the provider took for its kind: by the bill where that is
 * by kind, else in the proportions of the price list (without one: all alike), so that the counted tokens come to the bill.
 * What only the provider counted is missing, what only the ledger has is its own, and the rest was counted by both, be it as
 * another kind: there, calls without a price are told from another price. The roll-up says how many tokens have no price, not of
 * which kinds, so they are valued at the mix of all of the ledger's. Roundings, half a nano-dollar each, end up in `price`.
 */
export function explainDifference(sides: BothSides): DifferenceParts {
  const { tokenCostNanos: billed, ledgerNanos, unpricedTokens, tokens } = sides;
  const parts = { ...noParts, other: sides.otherCostNanos };
  const reported = sum(tokens, (line) => line.reported);
  const inLedger = sum(tokens, (line) => line.ledger);

  if (reported === 0n || !sides.isUsageKnown) {
    // Nothing counted and nothing billed: the ledger's is its own. Billed and not counted: nobody can say why.
    if (billed === 0n && sides.isUsageKnown) parts.onlyInLedger = -ledgerNanos;
    else parts.unexplained = billed - ledgerNanos;
    return parts;
  }
  const priceOf = weights(tokens);
  const worth = (count: (line: TokenLine) => bigint) => sum(tokens, (line) => count(line) * priceOf(line));
  const whole = worth((line) => line.reported);
  const atBill = (count: (line: TokenLine) => bigint) =>
    whole === 0n ? 0n : divideHalfEven(billed * worth(count), whole);

  for (const pool of Map.groupBy(tokens, (line) => line.pool).values()) {
    const more = (line: TokenLine) => (line.reported > line.ledger ? line.reported - line.ledger : 0n);
    const less = (line: TokenLine) => (line.ledger > line.reported ? line.ledger - line.reported : 0n);
    const [above, below] = [sum(pool, more), sum(pool, less)];
    const inPool = (count: (line: TokenLine) => bigint) => atBill((line) => (pool.includes(line) ? count(line) : 0n));
    // Where one kind has more and another less, as many of them are the same tokens, counted otherwise.
    if (above > below) parts.missing += divideHalfEven(inPool(more) * (above - below), above);
    if (below > above) parts.onlyInLedger -= divideHalfEven(inPool(less) * (below - above), below);
  }
  if (inLedger > 0n) {
    parts.unpriced = divideHalfEven(atBill((line) => line.ledger) * unpricedTokens, inLedger);
  }
  parts.price = billed - ledgerNanos - parts.missing - parts.onlyInLedger - parts.unpriced;
  return parts;
}

/** Finer than any price, so that a bill divided by its tokens loses nothing that would be seen. */
const scale = 10n ** 12n;

/** What a token of a line is worth beside those of the others. */
function weights(tokens: readonly TokenLine[]): (line: TokenLine) => bigint {
  const billed = tokens.filter(({ billedNanos, reported }) => billedNanos !== null && reported > 0n);
  const isByKind = billed.length > 0 && tokens.every((line) => line.reported === 0n || billed.includes(line));
  const isListed = tokens.every(({ listPrice, reported, ledger }) => listPrice !== null || reported + ledger === 0n);
  const listed = (line: TokenLine) => (isListed ? (line.listPrice ?? 0n) : 1n);
  if (!isByKind) return listed;
  // A kind that only the ledger knows has no price on the bill: it costs in the proportion of the list.
  const [bill, list] = [sum(billed, (line) => line.billedNanos ?? 0n), sum(billed, (l) => l.reported * listed(l))];
  return (line) => {
    if (line.reported > 0n) return ((line.billedNanos ?? 0n) * scale) / line.reported;
    return list === 0n ? 0n : (listed(line) * bill * scale) / list;
  };
}

function sum(lines: readonly TokenLine[], of: (line: TokenLine) => bigint): bigint {
  return lines.reduce((total, line) => total + of(line), 0n);
}

/** A line for each kind of a model, in the order in which bills have them. */
export function tokenLines(model: string, of: (kind: TokenKind) => Omit<TokenLine, "kind" | "pool">): TokenLine[] {
  return tokenKinds.map((kind) => ({ kind, pool: `${kind === "output" ? "output" : "input"} ${model}`, ...of(kind) }));
}
