import { z } from "zod";
import { identifier, line, time } from "#server/catalog/fields.ts";

const name = line(256);

const maxTokens = 1_000_000_000_000;
/** A missing one is left to the words that every missing field gets. */
const whole = z.int({ error: ({ input }) => (input === undefined ? undefined : "must be a whole number") });
const tokens = whole.min(0, "must be 0 or more").max(maxTokens, "must be at most 1e12");

/** JSON numbers beyond it are not what was written. */
const exactly = 2 ** 53 - 1;
const inexact = "is a number beyond 2^53, which JSON does not carry exactly; send it as a text";
const tag = z.union(
  [line(256).or(z.literal("")), z.number().min(-exactly, inexact).max(exactly, inexact), z.boolean()],
  "must be a text of at most 256 characters, true or false, or a number",
);

/** `__proto__` is the one name that zod passes over; here nothing is lost in silence. */
function refusePrototype(tags: unknown, ctx: z.RefinementCtx): unknown {
  if (typeof tags === "object" && tags !== null && Object.hasOwn(tags, "__proto__")) {
    ctx.addIssue({ code: "custom", path: ["__proto__"], message: "is not a name that a tag can have" });
  }
  return tags;
}

/**
 * One call as callers report it (`Event` of the API contract). Token counts are tokens, `cost` is US dollars.
 * Unknown fields are refused: a misspelt optional field would otherwise be lost in silence, and money with it.
 */
export const event = z
  .strictObject({
    id: identifier,
    occurredAt: time.optional(),
    projectId: identifier,
    agentId: identifier,
    agentType: name.optional(),
    runId: identifier.optional(),
    jobId: identifier.optional(),
    sessionId: identifier.optional(),
    attempt: whole.min(1, "must be 1 or more").max(10_000, "must be at most 10,000").optional(),
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
      .preprocess(
        refusePrototype,
        z.record(line(64), tag).refine((tags) => Object.keys(tags).length <= 50, "must have at most 50 entries"),
      )
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
