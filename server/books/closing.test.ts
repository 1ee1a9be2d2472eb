import { expect, test } from "vitest";
import { type Books, monthsToClose } from "./closing.ts";

test.each<[Books, string, string[], string]>([
  [
    { closedThrough: null, firstUse: "2026-08" },
    "2026-10",
    ["2026-08", "2026-09", "2026-10"],
    "all since the first call",
  ],
  [{ closedThrough: "2026-09", firstUse: "2026-02" }, "2026-10", ["2026-10"], "the next one"],
  [{ closedThrough: "2025-11", firstUse: "2025-02" }, "2026-01", ["2025-12", "2026-01"], "over the end of a year"],
  [{ closedThrough: "2026-10", firstUse: "2026-02" }, "2026-10", [], "closed already"],
  [{ closedThrough: "2026-10", firstUse: "2026-02" }, "2026-03", [], "closed with the later one"],
  [{ closedThrough: null, firstUse: null }, "2026-10", ["2026-10"], "nothing was ever used"],
  [{ closedThrough: null, firstUse: "2026-11" }, "2026-10", ["2026-10"], "before the first use"],
])("%j: closing %s closes %j (%s)", (books, month, closed, _) => expect(monthsToClose(books, month)).toEqual(closed));
