import { parseAsStringLiteral } from "nuqs/server";

/** What the address of the page says: whether ended keys are listed too. */
export const keysUrl = {
  show: parseAsStringLiteral(["active", "all"]).withDefault("active").withOptions({ history: "push" }),
};
