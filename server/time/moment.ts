import { z } from "zod";
import { dayFromKey, isDayKey } from "./window.ts";

const message = "must be a UTC day such as 2026-11-22, or a time such as 2026-11-22T14:00:00Z";

/** A UTC day or a time, as `from` and `to` of what is asked for by time. */
export const moment = z.union([z.iso.datetime({ offset: true }), z.string().refine(isDayKey)], message);

/** Where a range of `moment`s begins: a day stands for its first moment. */
export function startOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : isDayKey(text) ? dayFromKey(text).start : new Date(text);
}

/** Where it ends, not included: a day stands for its last moment, so `2026-11-01` to `2026-11-30` is all of November. */
export function endOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : isDayKey(text) ? dayFromKey(text).end : new Date(text);
}
