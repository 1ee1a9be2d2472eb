import { formatExact, formatExactDollars } from "#server/money/format.ts";
import { dayLabel } from "#server/time/label.ts";
import { dayKey } from "#server/time/window.ts";
import type { ChargeExplanation } from "./run-detail.ts";

const day = (iso: string) => dayLabel(dayKey(new Date(iso)), { year: true });

/** Where the figure of a charge comes from, and where its price does. */
export function chargeSentences(charge: ChargeExplanation): string[] {
  return [costSentence(charge), ...priceSentences(charge)];
}

function costSentence({
  costSource,
  costNanos,
  listNanos,
  asRecorded,
  providerLabel,
  model,
  occurredAt,
}: ChargeExplanation) {
  const cost = formatExactDollars(BigInt(costNanos ?? 0));
  const list = listNanos === null ? null : formatExactDollars(BigInt(listNanos));
  if (costSource === "reported") {
    const said = `The caller reported ${cost}, and that is what counts.`;
    return list === null ? `${said} No price list says otherwise.` : `${said} By the price list it would be ${list}:`;
  }
  if (costSource === "unpriced") {
    const found =
      list === null
        ? "Set one under Settings › Prices to see what such calls cost."
        : `The price list has one now: ${list}. Settings › Prices gives it to recorded calls.`;
    return `Unpriced: when it was recorded, no price was known for ${model} of ${providerLabel} on ${day(occurredAt)}. ${found}`;
  }
  if (list === null) return `Priced at ${cost} when it was recorded; the price list no longer has ${model}.`;
  if (asRecorded) return `${cost}, its tokens by the price list:`;
  return `Priced at ${cost} when it was recorded. The price list has changed since; by today’s it would be ${list}:`;
}

function priceSentences({ price, serviceTier, model }: ChargeExplanation): string[] {
  if (!price) return [];
  const since = price.effectiveFrom ? `in effect since ${day(price.effectiveFrom)}` : "no start date stated";
  const hours = price.hours ? `, ${price.hours}` : "";
  const named = price.model === model ? "" : `, listed as ${price.model}`;
  const tier =
    price.aboveInputTokens === null
      ? []
      : [`The whole call is at the tier for more than ${formatExact(price.aboveInputTokens)} input tokens.`];
  const service = serviceTier
    ? [`Service tier “${serviceTier}”; price lists here do not tell service tiers apart.`]
    : [];
  return [`Price: ${sourceText(price.source)}, ${price.provider}${named}, ${since}${hours}.`, ...tier, ...service];
}

function sourceText(source: string): string {
  if (source === "organization") return "your organisation’s own";
  if (source === "platform") return "this installation’s own";
  return `the public list ${source}`;
}
