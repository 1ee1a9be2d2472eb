import { z } from "zod";

/** An id that a caller makes: 1 to 128 visible characters. */
export const identifier = z
  .string("must be a text")
  .regex(/^[^\p{C}\p{Z}]{1,128}$/u, "must be 1 to 128 visible characters, without spaces");

/** Text of 1 to `max` characters without control characters, so that PostgreSQL holds it and a log line stays one line. */
export const line = (max: number) =>
  z
    .string("must be a text")
    .min(1, "must not be empty")
    .max(max, `must be at most ${max} characters`)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must not contain control characters");

/** A short text such as a type, a trigger or a level of effort. */
export const label = line(64);

/** A point in time in ISO 8601 with a zone. */
export const time = z.iso.datetime({
  offset: true,
  error: "must be a time in ISO 8601 with a zone, such as 2026-11-22T09:30:00Z",
});
