import { createParser } from "nuqs/server";

/** A page of a list in an address, counted from 1. */
export const parseAsPage = createParser({
  parse: (text) => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : null),
  serialize: (page: number) => String(page),
});
