import { providerLabel } from "#server/catalog/providers.ts";
import type { ChargedUsage } from "#server/ledger/stream-charges.ts";
import { decimalText, toDecimalString } from "#server/money/amount.ts";
import type { TokenPrice } from "#server/pricing/token-price.ts";
import { type ChargeLine, type Meter, splitCharge, tokenKinds, tokensOf } from "./split-charge.ts";

/** One row of the file: what all its columns are made of. Empty cells are null, decimals are text, never rounded. */
export type FocusRow = {
  usage: ChargedUsage;
  provider: string;
  category: "Usage" | "Adjustment";
  description: string;
  /** US dollars. */
  cost: string;
  consumed: { quantity: bigint; unit: string } | null;
  pricing: { quantity: string; unit: string; unitPrice: string | null; category: string | null } | null;
  sku: { id: string; meter: string } | null;
  skuPrice: { id: string; details: string } | null;
  price: TokenPrice | null;
  tokensByType: string | null;
  /** How many calls the row stands for; 0 on the further rows of the same calls, so that the column can be summed. */
  calls: bigint;
};

const meters: Record<Meter, { name: string; details: Record<string, string> }> = {
  input: { name: "Input Tokens", details: { x_TokenCacheAction: "Uncached", x_TokenDirection: "Input" } },
  cachedInput: { name: "Cache Read Input Tokens", details: { x_TokenCacheAction: "Read", x_TokenDirection: "Input" } },
  cacheWrite: { name: "Cache Write Input Tokens", details: { x_TokenCacheAction: "Write", x_TokenDirection: "Input" } },
  cacheWrite1h: {
    name: "Cache Write Input Tokens (1 Hour)",
    details: { x_TokenCacheAction: "Write", x_TokenDirection: "Input", x_TokenCacheDuration: "1 Hour" },
  },
  output: { name: "Output Tokens", details: { x_TokenDirection: "Output" } },
  reasoning: { name: "Reasoning Output Tokens", details: { x_TokenDirection: "Output", x_TokenPurpose: "Reasoning" } },
  request: { name: "Requests", details: {} },
  reportedCost: { name: "Reported Cost", details: {} },
  recordedCost: { name: "Recorded Cost", details: {} },
  rounding: { name: "Rounding", details: {} },
  repricing: { name: "Repricing", details: {} },
};

const skuNames: Record<Meter, string> = {
  input: "input",
  cachedInput: "cache-read",
  cacheWrite: "cache-write",
  cacheWrite1h: "cache-write-1h",
  output: "output",
  reasoning: "reasoning",
  request: "request",
  reportedCost: "reported-cost",
  recordedCost: "recorded-cost",
  rounding: "rounding",
  repricing: "repricing",
};

/** What a kind of token is called in `x_TokensByType`. */
const tokenTypes: Record<(typeof tokenKinds)[number], string> = {
  input: "Input",
  cachedInput: "CacheRead",
  cacheWrite: "CacheWrite",
  cacheWrite1h: "CacheWrite1h",
  output: "Output",
  reasoning: "Reasoning",
};

/** The rows of a group of like calls: one for each kind of token that they used. `price`: what they were priced by. */
export function focusRows(usage: ChargedUsage, price: TokenPrice | null): FocusRow[] {
  return splitCharge(usage, price).map((line, i) => ({
    ...rowOf(usage, line, price),
    calls: i === 0 && usage.correction !== "reprice" ? usage.calls : 0n,
  }));
}

function rowOf(usage: ChargedUsage, line: ChargeLine, price: TokenPrice | null): Omit<FocusRow, "calls"> {
  const { meter } = line;
  const isAdjustment = meter === "rounding" || meter === "repricing";
  const isCostOnly = meter === "reportedCost" || meter === "recordedCost";
  const sku = isAdjustment
    ? null
    : { id: `${usage.provider}/${usage.model}/${skuNames[meter]}`, meter: meters[meter].name };
  const isPriced = isCostOnly || line.unitPrice !== null;
  return {
    usage,
    provider: providerLabel(usage.provider),
    category: isAdjustment ? "Adjustment" : "Usage",
    description: descriptionOf(usage, line),
    cost: decimalText(line.cost, 15),
    consumed: isAdjustment ? null : consumedBy(usage, line),
    pricing: isAdjustment ? null : pricingOf(line),
    sku,
    skuPrice: sku && isPriced ? skuPriceOf(sku.id, usage, meter, isCostOnly ? null : price) : null,
    price: isCostOnly ? null : price,
    tokensByType: isCostOnly ? tokensByType(usage) : null,
  };
}

function descriptionOf(usage: ChargedUsage, { meter, unitPrice }: ChargeLine): string {
  const { model, calls } = usage;
  const number = `${calls} ${calls === 1n ? "call" : "calls"}`;
  if (meter === "repricing") return `${number} of ${model} repriced after the books of their month were closed`;
  if (meter === "rounding") return `Rounding of ${number} of ${model} to whole nano-dollars each`;
  if (meter === "reportedCost") return `${number} of ${model} at the cost that the caller reported`;
  if (meter === "recordedCost") return `${number} of ${model} at the cost recorded, its price is no longer listed`;
  const late = usage.correction === "late" ? ", recorded after the books of their month were closed" : "";
  return `${meters[meter].name} of ${model}${late}${unitPrice === null ? ", no price known" : ""}`;
}

/** What is only known by its cost consumed all its tokens; without any, its calls. */
function consumedBy(usage: ChargedUsage, { meter, quantity }: ChargeLine): FocusRow["consumed"] {
  if (meter === "request") return { quantity, unit: "Requests" };
  if (meter !== "reportedCost" && meter !== "recordedCost") return { quantity, unit: "Tokens" };
  const tokens = tokensOf(usage);
  return tokens > 0n ? { quantity: tokens, unit: "Tokens" } : { quantity: usage.calls, unit: "Requests" };
}

/** Of what is only known by its cost, that is what is priced: dollars at a dollar each. */
function pricingOf({ meter, quantity, unitPrice, cost }: ChargeLine): FocusRow["pricing"] {
  if (meter === "reportedCost" || meter === "recordedCost") {
    return { quantity: decimalText(cost, 15), unit: "USD", unitPrice: "1", category: "Other" };
  }
  const category = unitPrice === null ? null : "Standard";
  if (meter === "request") {
    const price = unitPrice === null ? null : decimalText(unitPrice, 15);
    return { quantity: String(quantity), unit: "Requests", unitPrice: price, category };
  }
  const price = unitPrice === null ? null : toDecimalString(unitPrice);
  return { quantity: decimalText(quantity, 6), unit: "1000000 Tokens", unitPrice: price, category };
}

/** The same for all time and for every organisation: which price of it held when is said by `x_PriceId`. */
function skuPriceOf(skuId: string, { model, tier }: ChargedUsage, meter: Meter, price: TokenPrice | null) {
  const mark = price?.tiers[tier - 1]?.aboveInputTokens;
  const hours = price?.hours;
  const details = {
    ...meters[meter].details,
    x_ModelId: model,
    ...(mark !== undefined && { x_AboveInputTokens: Number(mark) }),
    ...(hours && { x_HoursOfDay: hours }),
  };
  const conditions = [mark !== undefined && `above-${mark}`, hours].filter(Boolean);
  return {
    id: [skuId, ...(conditions.length > 0 ? conditions : ["standard"])].join("/"),
    details: JSON.stringify(details),
  };
}

/** JSON by hand: counts may be beyond what a double holds. */
const tokensByType = (usage: ChargedUsage): string =>
  `{${tokenKinds
    .filter((kind) => usage[kind] > 0n)
    .map((kind) => `"${tokenTypes[kind]}":${usage[kind]}`)
    .join(",")}}`;
