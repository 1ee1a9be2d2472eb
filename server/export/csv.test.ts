import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type CsvColumn, csvStream } from "./csv.ts";

type Row = { name: string | null; amount: bigint | string | null };
const columns: CsvColumn<Row>[] = [
  { header: "Name", text: ({ name }) => name },
  { header: "Amount (USD)", number: ({ amount }) => amount },
];

async function* batches(...rows: Row[][]) {
  yield* rows;
}
const csvOf = (...rows: Row[][]) => new Response(csvStream(columns, batches(...rows))).text();

test("header first, batches in order, numbers as they are, nothing where there is nothing", async () => {
  const first = { name: "Søren, “S”", amount: "0.000000001" };
  expect(await csvOf([first], [], [{ name: null, amount: -5n }], [{ name: 'a "b"\nc', amount: null }])).toBe(
    'Name,Amount (USD)\r\n"Søren, “S”",0.000000001\r\n,-5\r\n"a ""b""\nc",\r\n',
  );
  expect(await csvOf()).toBe("Name,Amount (USD)\r\n");
});

test.each([
  '=HYPERLINK("http://evil")',
  "+1",
  "-2+3",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\n=1",
  " =1",
  "＝1",
  "＋1",
  "－1",
  "＠A1",
])("%j is text, not a formula", async (name) => {
  const [, row] = parse(await csvOf([{ name, amount: null }]), { relax_column_count: false });
  expect(row).toEqual([`'${name}`, ""]);
});

test("whatever the text, a reader of CSV gets it back, or it led by an apostrophe", async () => {
  const check = fc.asyncProperty(fc.array(fc.string({ unit: "grapheme", maxLength: 20 })), async (names) => {
    const text = await csvOf(names.map((name) => ({ name, amount: 7n })));
    const [, ...rows] = parse(text, { record_delimiter: "\r\n", skip_empty_lines: false }) as string[][];
    expect(rows.map(([name]) => name?.replace(/^'/, ""))).toEqual(names.map((name) => name.replace(/^'/, "")));
    for (const [name = ""] of rows) expect(name).not.toMatch(/^\s*[=+\-@]/);
  });
  await fc.assert(check, { numRuns: 200 });
});

test("no text falls apart into cells where a spreadsheet takes semicolons or tabs for separators too", async () => {
  for (const name of ["gpt-4.1; gpt-5", "a;=1+1", "a\t=1+1"]) {
    expect(await csvOf([{ name, amount: 1n }])).toBe(`Name,Amount (USD)\r\n"${name}",1\r\n`);
  }
});

test.each([1, 2, 5])("who stops reading after %i parts ends the asking", async (parts) => {
  let ended = false;
  async function* endless() {
    try {
      for (;;) yield [{ name: "x".repeat(1000), amount: 1n }];
    } finally {
      ended = true;
    }
  }
  const rows = endless();
  await rows.next();
  const reader = csvStream(columns, rows).getReader();
  for (let part = 0; part < parts; part++) await reader.read();
  await reader.cancel();
  expect(ended).toBe(true);
});
