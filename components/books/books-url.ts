import { parseAsStringLiteral } from "nuqs/server";

/** Whether the list of corrections stands open, as the address says it. */
export const correctionsUrl = {
  corrections: parseAsStringLiteral(["open"] as const).withOptions({ history: "push" }),
};

/** The same page with the list of what is booked in a month open; the running month goes without its name. */
export const correctionsHref = (page: string, month: string, current: string): string =>
  `${page}?${month === current ? "" : `month=${month}&`}corrections=open`;
