import { parseDollars } from "#server/money/amount.ts";
import { formatExact, formatExactDollars } from "#server/money/format.ts";
import { dayLabel } from "#server/time/label.ts";
import { dayKey } from "#server/time/window.ts";

/** What the fields of a price, and of a reprice, are called. */
export const priceFields: Record<string, string> = {
  input: "Input per 1M",
  output: "Output per 1M",
  cacheRead: "Cache read per 1M",
  cacheWrite: "Cache write per 1M",
  cacheWrite1h: "1-hour cache write per 1M",
  tiers: "Tiers",
  cost: "Their cost",
  calls: "Calls",
  unpricedCalls: "Unpriced before",
  to: "Up to",
  problem: "Problem",
};

const amounts = new Set(["input", "output", "cacheRead", "cacheWrite", "cacheWrite1h", "cost"]);

/** The model whose price it is, and from when: `openai/gpt-5.1 from Nov 1, 2026`. */
export function pricedText(target: string, fields: Record<string, unknown> | null): string {
  const from = fields?.effectiveFrom ?? fields?.from;
  const model = target.replace(/^price:/, "");
  return typeof from === "string" ? `${model} from ${momentLabel(from)}` : model;
}

/** A value of a price as it is read: dollars per million, tiers in a sentence. */
export function priceValueText(name: string, value: unknown): string {
  if (amounts.has(name)) return dollars(value);
  if (name === "to" && typeof value === "string") return momentLabel(value);
  if (name === "tiers" && Array.isArray(value)) return value.map(tierText).join("; ");
  return typeof value === "number" ? formatExact(value) : String(value);
}

function tierText(tier: Record<string, unknown>): string {
  const { aboveInputTokens, ...prices } = tier;
  const kinds = { input: "input", output: "output", cacheRead: "cache read", cacheWrite: "cache write" };
  const stated = Object.entries(kinds).flatMap(([kind, words]) =>
    prices[kind] == null ? [] : [`${words} ${dollars(prices[kind])}`],
  );
  return `above ${formatExact(Number(aboveInputTokens))} tokens: ${stated.join(", ")}`;
}

function dollars(value: unknown): string {
  try {
    return formatExactDollars(parseDollars(String(value)));
  } catch {
    return String(value);
  }
}

/** A day where it begins with one, else to the minute. */
function momentLabel(iso: string): string {
  const day = dayLabel(dayKey(new Date(iso)), { year: true });
  return /T00:00:00(\.000)?Z$/.test(iso) ? day : `${day}, ${iso.slice(11, 16)}`;
}
