import type { portfolio } from "#server/reports/portfolio.ts";

/** The dashboard’s figures: dollars are for drawing, nano-dollars (as text) for words. */
export type Portfolio = Awaited<ReturnType<typeof portfolio>>;

/** One project’s running month. */
export type ProjectSpend = Portfolio["shown"]["rows"][number];
