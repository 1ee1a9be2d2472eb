import { z } from "zod";
import { identifier, line } from "#server/catalog/fields.ts";
import { AppError } from "#server/errors.ts";
import { fingerprintOf } from "#server/ledger/entry.ts";
import { type NanoDollars, parseDollars } from "#server/money/amount.ts";
import type { PriceBook } from "#server/pricing/price-book.ts";
import { worstCaseCost } from "#server/pricing/worst-case-cost.ts";

const tokens = z
  .int("must be a whole number of tokens")
  .min(0, "must be 0 or more")
  .max(1e12, "must be at most 1,000,000,000,000");

/** Dollars, as a number or a decimal string of at most nine decimals. */
export const dollars = z.union([z.number(), z.string()], "must be an amount of dollars");

/** How long a hold lives unless told otherwise, and at most, in seconds. */
export const defaultHoldSeconds = 15 * 60;
const maxHoldSeconds = 24 * 3600;

/** What an agent says before a call: either the call itself, from which its worst case is worked out, or an amount. */
export const reserveInput = z.strictObject({
  id: identifier.optional(),
  agentId: identifier,
  projectId: identifier,
  agentType: line(256).optional(),
  runId: identifier.optional(),
  jobId: identifier.optional(),
  provider: line(256).optional(),
  model: line(256).optional(),
  inputTokens: tokens.optional(),
  maxOutputTokens: tokens.optional(),
  amount: dollars.optional(),
  expiresInSeconds: z
    .int("must be a whole number of seconds")
    .min(1, "must be at least 1 second")
    .max(maxHoldSeconds, "must be at most 86,400 seconds (24 hours)")
    .optional(),
});
export type ReserveInput = z.output<typeof reserveInput>;

/** No single call costs more: beyond it the unit is wrong, not the call dear. */
const maxHold: NanoDollars = 1_000_000n * 1_000_000_000n;

/**
 * What to hold for it: nano-dollars, null when no price is known, and tokens, null when none were named.
 * A stated amount counts as it is; otherwise the worst case, by the dearest of the prices that hold from `from` to `to`.
 * @throws AppError `validation_failed` when neither an amount nor a whole call is given, or the amount cannot be right.
 */
export function holdOf(
  input: ReserveInput,
  prices: PriceBook,
  time: { from: Date; to: Date },
): { amountNanos: NanoDollars | null; tokens: bigint | null } {
  const { provider, model, inputTokens, maxOutputTokens } = input;
  const known = inputTokens !== undefined || maxOutputTokens !== undefined;
  const tokenCount = known ? BigInt(inputTokens ?? 0) + BigInt(maxOutputTokens ?? 0) : null;
  if (input.amount !== undefined) return { amountNanos: holdAmount(input.amount, "amount"), tokens: tokenCount };

  const missing = Object.entries({ provider, model, inputTokens, maxOutputTokens }).filter(([, v]) => v === undefined);
  if (missing.length > 0) {
    const errors = missing.map(([path]) => ({ path, message: "is required unless an amount is given" }));
    const names = missing.map(([path]) => path).join(", ");
    throw new AppError("validation_failed", `Give ${names}, or an amount in dollars to hold.`, { errors });
  }
  const call = { inputTokens: BigInt(inputTokens ?? 0), maxOutputTokens: BigInt(maxOutputTokens ?? 0) };
  const worst = [time.from, time.to].map((occurredAt) => {
    const price = prices.find({ provider: provider ?? null, model: model ?? null, occurredAt });
    return price && worstCaseCost(price, call);
  });
  const [first = null, second = null] = worst;
  const amountNanos = first !== null && second !== null && second > first ? second : first;
  if (amountNanos !== null && amountNanos > maxHold) throw tooLarge("maxOutputTokens");
  return { amountNanos, tokens: tokenCount };
}

/** Nano-dollars of an amount to hold. @throws AppError `validation_failed` naming `path`. */
export function holdAmount(amount: string | number, path: string): NanoDollars {
  let nanos: NanoDollars;
  try {
    nanos = parseDollars(amount);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : "must be an amount of dollars";
    throw new AppError("validation_failed", `${path}: ${message}`, { errors: [{ path, message }], cause });
  }
  if (nanos > maxHold) throw tooLarge(path);
  return nanos;
}

function tooLarge(path: string): AppError {
  const message = "makes a hold of more than $1,000,000 for one call. Check the unit.";
  return new AppError("validation_failed", `${path} ${message}`, { errors: [{ path, message }] });
}

/** Tells a repeat from another request under the same id. */
export function reserveFingerprint(input: ReserveInput): string {
  return fingerprintOf([
    input.agentId,
    input.projectId,
    input.agentType ?? null,
    input.runId ?? null,
    input.jobId ?? null,
    input.provider ?? null,
    input.model ?? null,
    input.inputTokens ?? null,
    input.maxOutputTokens ?? null,
    input.amount === undefined ? null : holdAmount(input.amount, "amount").toString(),
    input.expiresInSeconds ?? null,
  ]);
}
