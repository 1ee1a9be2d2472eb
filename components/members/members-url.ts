import { parseAsString } from "nuqs/server";

/** What the address of the page says: what the names and addresses are searched for. */
export const membersUrl = {
  q: parseAsString.withDefault("").withOptions({ history: "replace", throttleMs: 300 }),
};
