import { z } from "zod";

/** An id that a caller makes: 1 to 128 visible characters. */
export const identifier = z
  .string()
  .regex(/^[^\p{C}\p{Z}\ufffd]{1,128}$/u, "must be 1 to 128 visible characters, without spaces");

/**
 * Text of 1 to `max` characters without control characters, so that PostgreSQL holds it and a log line stays one line;
 * and without U+FFFD, which is what a text that is not UTF-8 turns into.
 */
export const line = (max: number) =>
  z
    .string()
    .min(1, "must not be empty")
    .max(max, `must be at most ${max} characters`)
    .regex(
      /^[^\p{Cc}\p{Cs}\ufffd]*$/u,
      "must not contain control characters, nor ones broken by not being sent as UTF-8",
    );

/** A short text such as a type, a trigger or a level of effort. */
export const label = line(64);

/** The ends of the accounts: a time outside is a unit error (seconds taken for milliseconds), not a call. */
const earliest = Date.UTC(2015, 0, 1);
const end = Date.UTC(2100, 0, 1);

/** A point in time in ISO 8601 with a zone, from 2015 to 2099. */
export const time = z.iso
  .datetime({ offset: true, error: "must be a time in ISO 8601 with a zone, such as 2026-11-22T09:30:00Z" })
  .refine((value) => Date.parse(value) >= earliest, "must not be before 2015")
  .refine((value) => !(Date.parse(value) >= end), "must not be after 2099");
