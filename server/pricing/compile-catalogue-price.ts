import { type NanoDollars, parseDollars } from "#server/money/amount.ts";
import {
  type ConditionalPrice,
  catalogueVersion,
  type ModelInfo,
  type ModelPrice,
  type Provider,
} from "./catalogue.ts";
import { hasSuspectPrice, type TokenPrice, type TokenPrices } from "./token-price.ts";

/** One of the prices a model has had: since a date, within hours of the day, or always. `price` null: nothing known then. */
export type DatedPrice = {
  readonly price: TokenPrice | null;
  /** Epoch milliseconds it starts at; null for always. */
  readonly startsAt: number | null;
  /** Seconds of the UTC day; the end may lie past midnight, before the start. Null for all day. */
  readonly hours: { readonly from: number; readonly to: number } | null;
};

type PriceField = "input_mtok" | "cache_read_mtok" | "cache_write_mtok" | "cache_write_1h_mtok" | OutputField;
type OutputField = "output_mtok" | "output_reasoning_mtok";

const priceFields: readonly PriceField[] = [
  "input_mtok",
  "cache_read_mtok",
  "cache_write_mtok",
  "cache_write_1h_mtok",
  "output_mtok",
  "output_reasoning_mtok",
];

/**
 * All dated prices of a catalogue model in integers, in the catalogue's order: the last that applies counts.
 * Fields for what Purser's entries do not count (audio, images, web searches, …) are left out.
 */
export function compileCataloguePrices(provider: Provider, model: ModelInfo): DatedPrice[] {
  const dated: ConditionalPrice[] = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }];
  return dated.map(({ constraint, prices }) => {
    const startsAt = constraint?.type === "start_date" ? Date.parse(constraint.start_date) : null;
    const times = constraint?.type === "time_of_date" ? constraint : null;
    const hours = times ? { from: secondsOfDay(times.start_time), to: secondsOfDay(times.end_time) } : null;
    const label = hours ? `${clock(hours.from)}-${clock(hours.to)}` : null;
    return { price: compile(provider, model, prices, startsAt, label), startsAt, hours };
  });
}

function compile(
  provider: Provider,
  model: ModelInfo,
  prices: ModelPrice,
  startsAt: number | null,
  hours: string | null,
): TokenPrice | null {
  const stated = Object.keys(prices).length > 0;
  if (!stated && !isFree(model)) return null;

  const claude = model.id.toLowerCase().includes("claude");
  const marks = new Set<number>();
  for (const field of priceFields) for (const { start } of tiersOf(prices[field])) marks.add(start);
  const at = (inputTokens: number | null) => (stated ? levelAt(prices, inputTokens, claude) : free);
  const base = at(null);
  if (base.input === null && base.output === null) return null;
  const tiers = [...marks].sort((a, b) => a - b).map((mark) => ({ aboveInputTokens: BigInt(mark), ...at(mark) }));

  const since = startsAt === null ? null : new Date(startsAt);
  const marksInTime = [since?.toISOString().slice(0, 10), hours].filter((mark) => mark != null);
  return {
    priceId: [`genai-prices:${provider.id}/${model.id}`, ...marksInTime].join("@"),
    priceSource: `genai-prices ${catalogueVersion}`,
    provider: provider.id,
    model: model.id,
    effectiveFrom: since,
    hours,
    base,
    tiers,
    perCall: typeof prices.requests_kcount === "number" ? nanosPerMillion(prices.requests_kcount) * 1000n : 0n,
    suspect: hasSuspectPrice([base, ...tiers]),
  };
}

/**
 * An entry of the catalogue without any price means free or not known. It is priced 0 only where the catalogue says so in
 * words: `…:free`, "free of charge", "included in the subscription".
 */
function isFree(model: ModelInfo): boolean {
  const words = [model.id, model.name, model.description, model.price_comments].join(" ");
  return /\bfree\b|included in the subscription/i.test(words);
}

const free: TokenPrices = {
  input: { uncached: 0n, cached: 0n, cacheWrite: 0n, cacheWrite1h: 0n },
  output: { text: 0n, reasoning: 0n },
};

/**
 * The prices when the input is above `mark` (null: at base). A part without a price of its own costs what it is a part of, as
 * genai-prices does: cached and written input the input price, one-hour writes the write price, reasoning the output price.
 * One exception: Claude's one-hour writes cost twice the base input price wherever the list states none
 * (https://platform.claude.com/docs/en/build-with-claude/prompt-caching#pricing; the lists that do state it agree).
 */
function levelAt(prices: ModelPrice, mark: number | null, claude: boolean): TokenPrices {
  const at = (field: PriceField) => fieldAt(prices[field], mark);
  const input = at("input_mtok");
  const output = at("output_mtok");
  const cacheWrite = at("cache_write_mtok") ?? input;
  return {
    input:
      input === null || cacheWrite === null
        ? null
        : {
            uncached: input,
            cached: at("cache_read_mtok") ?? input,
            cacheWrite,
            cacheWrite1h: at("cache_write_1h_mtok") ?? (claude ? input * 2n : cacheWrite),
          },
    output: output === null ? null : { text: output, reasoning: at("output_reasoning_mtok") ?? output },
  };
}

function tiersOf(price: ModelPrice[string]): readonly { start: number; price: number }[] {
  return typeof price === "object" ? price.tiers : [];
}

function fieldAt(price: ModelPrice[string], mark: number | null): NanoDollars | null {
  if (price === undefined) return null;
  if (typeof price === "number") return nanosPerMillion(price);
  let reached = price.base;
  let highest = -1;
  for (const tier of price.tiers) {
    if (mark !== null && tier.start <= mark && tier.start > highest) {
      reached = tier.price;
      highest = tier.start;
    }
  }
  return nanosPerMillion(reached);
}

/** The catalogue holds doubles, some with noise past the ninth decimal (`0.18000000000000002`): rounded once, here. */
function nanosPerMillion(dollars: number): NanoDollars {
  return parseDollars(dollars, { excessDecimals: "round" });
}

/** `16:30:00Z` as seconds of the UTC day; an offset such as `+08:00` is taken into account. */
function secondsOfDay(time: string): number {
  const at = Date.parse(`1970-01-02T${time}`);
  if (Number.isNaN(at)) throw new RangeError(`"${time}" is not a time of day with a zone.`);
  return (at / 1000) % 86_400;
}

function clock(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(11, 16)}Z`;
}
