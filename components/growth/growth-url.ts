import { parseAsStringLiteral } from "nuqs/server";

const measures = ["spend", "jobs", "tokens", "cost-per-job"] as const;
export type Measure = (typeof measures)[number];

/** What the address of the growth page says. */
export const growthUrl = {
  measure: parseAsStringLiteral(measures).withDefault("spend").withOptions({ history: "push" }),
};
