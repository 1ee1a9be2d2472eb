import { expect, test } from "vitest";
import { columnMapOf, guessedMapping, mappingProblem, withField } from "./column-mapping.ts";

const column = (name: string, field: string | null) => ({ name, field: field as null, samples: [] });
const table = {
  columns: [column("Date", "occurredAt"), column("Tokens", "inputTokens"), column("Note", null)],
  inputExcludesCache: false,
  notation: { order: "ambiguous" as const, decimalComma: true },
};

test("a guess is completed by what is chosen, and no field comes from two columns", () => {
  const guess = guessedMapping(table);
  expect(mappingProblem(guess, table, "")).toContain("names the model");
  expect(mappingProblem(guess, table, "gpt-4.1")).toContain("day or the month");
  const chosen = {
    ...withField(guess, "Note", "model"),
    order: "dmy" as const,
    zone: "Europe/Berlin",
    tokenUnit: "1000" as const,
  };
  expect(mappingProblem(chosen, table, "")).toBeNull();
  expect(columnMapOf(chosen)).toEqual({
    fields: { occurredAt: "Date", inputTokens: "Tokens", model: "Note" },
    only: true,
    inputExcludesCache: false,
    order: "dmy",
    zone: "Europe/Berlin",
    decimalComma: true,
    tokenUnit: 1000,
  });
  expect(withField(chosen, "Note", "inputTokens").fields).toEqual({ Date: "occurredAt", Note: "inputTokens" });
  expect(mappingProblem(withField(chosen, "Date", ""), table, "")).toContain("time of a call");
  expect(mappingProblem({ ...chosen, costUnit: "a" }, table, "")).toContain("US dollars");
});
