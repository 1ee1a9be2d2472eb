import { z } from "zod";
import { identifier, line, time } from "#server/catalog/fields.ts";

const name = line(256);

const maxTokens = 1_000_000_000_000;
const tokens = z
  .int("must be a whole number from 0 to 1e12")
  .min(0, "must be 0 or more")
  .max(maxTokens, "must be at most 1e12");

/** The beginning of the accounts: an older time is a unit error (milliseconds taken for seconds), not a call. */
const earliest = Date.UTC(2015, 0, 1);

/**
 * One call as callers report it (`Event` of the API contract). Token counts are tokens, `cost` is US dollars.
 * Unknown fields are refused: a misspelt optional field would otherwise be lost in silence, and money with it.
 */
export const event = z
  .strictObject({
    id: identifier,
    occurredAt: time.refine((value) => Date.parse(value) >= earliest, "must not be before 2015").optional(),
    projectId: identifier,
    agentId: identifier,
    agentType: name.optional(),
    runId: identifier.optional(),
    jobId: identifier.optional(),
    sessionId: identifier.optional(),
    attempt: z
      .int("must be a whole number from 1")
      .min(1, "must be 1 or more")
      .max(10_000, "must be at most 10,000")
      .optional(),
    provider: name,
    model: name,
    inputTokens: tokens,
    cachedInputTokens: tokens.optional(),
    cacheWriteTokens: tokens.optional(),
    cacheWrite1hTokens: tokens.optional(),
    outputTokens: tokens,
    reasoningTokens: tokens.optional(),
    serviceTier: line(64).optional(),
    cost: z
      .number("must be a number of dollars")
      .min(0, "must be 0 or more")
      .max(1_000_000_000, "must be at most 1e9 dollars")
      .optional(),
    currency: z.literal("USD", "must be USD; convert before reporting").optional(),
    status: z.enum(["ok", "error"], "must be ok or error").optional(),
    effort: line(64).optional(),
    reservationId: identifier.optional(),
    tags: z
      .record(
        line(64),
        z.union([line(256).or(z.literal("")), z.number(), z.boolean()], "must be a text, number or boolean"),
      )
      .refine((value) => Object.keys(value).length <= 50, "must have at most 50 entries")
      .optional(),
  })
  .refine(
    (e) => (e.cachedInputTokens ?? 0) + (e.cacheWriteTokens ?? 0) + (e.cacheWrite1hTokens ?? 0) <= e.inputTokens,
    {
      path: ["inputTokens"],
      error: "counts the whole input, so cachedInputTokens + cacheWriteTokens + cacheWrite1hTokens must not exceed it",
    },
  )
  .refine((e) => (e.reasoningTokens ?? 0) <= e.outputTokens, {
    path: ["outputTokens"],
    error: "counts the whole output, so reasoningTokens must not exceed it",
  });

/** An event that passed `event`. */
export type Event = z.infer<typeof event>;
