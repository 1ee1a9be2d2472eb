import { createParser } from "nuqs/server";
import { accountsBegin, isMonthKey } from "#server/time/window.ts";

/** A calendar month in an address (`2026-11`) that there can be accounts of. */
export const parseAsMonth = createParser({
  parse: (text) => (isMonthKey(text) && text >= accountsBegin ? text : null),
  serialize: (month: string) => month,
});
