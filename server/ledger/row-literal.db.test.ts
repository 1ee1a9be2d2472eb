import { expect, test } from "vitest";
import { pool } from "#server/db.ts";
import { rowArrayLiteral } from "./row-literal.ts";

test("rows come to the database as they are, whatever their texts hold", async () => {
  const texts = [
    "",
    " ",
    "NULL",
    "null",
    'a"b',
    "a\\b",
    'x\\"y',
    "(,)",
    "{a,b}",
    "é 漢字 🧾",
    "tab\there",
    "it's",
    "a:b/c.d-e@f+g",
  ];
  const rows = texts.map((text, i) => ({ id: text, org_id: i % 2 ? null : text, last_event_at: new Date(1e12 + i) }));
  const literal = rowArrayLiteral(
    ["org_id", "id", "name", "archived_at", "last_event_at", "created_at", "updated_at"],
    rows,
  );
  const { rows: found } = await pool().query("SELECT org_id, id, name, last_event_at FROM unnest($1::projects[])", [
    literal,
  ]);
  expect(found).toEqual(rows.map((row) => ({ ...row, name: null })));
});

test("no rows are an empty array", async () => {
  expect(rowArrayLiteral(["org_id"], [])).toBe("{}");
});
