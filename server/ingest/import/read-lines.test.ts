import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readLines } from "./read-lines.ts";

async function lines(chunks: Buffer[]) {
  const all = [];
  for await (const some of readLines(Readable.from(chunks, { objectMode: false }))) all.push(...some);
  return all;
}

test("lines are the same wherever the bytes are cut", async () => {
  const text = fc.array(fc.string({ unit: "grapheme" }).map((line) => line.replaceAll(/[\n\uFEFF]/g, " ")));
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(40), { minLength: 1 }), async (rows, sizes) => {
      const bytes = Buffer.from(rows.join("\n"));
      const chunks: Buffer[] = [];
      for (let at = 0, i = 0; at < bytes.length; i++) {
        const size = (sizes[i % sizes.length] ?? 0) + 1;
        chunks.push(bytes.subarray(at, at + size));
        at += size;
      }
      const expected = rows
        .map((text, index) => ({ number: index + 1, text }))
        .filter(({ text }) => text.trim() !== "");
      expect(await lines(chunks)).toEqual(expected);
    }),
  );
});

test("a byte order mark goes; a line separator inside a JSON text does not split it", async () => {
  expect(await lines([Buffer.from('\uFEFF{"a":"x\u2028y"}\r\n\r\n{"b":1}')])).toEqual([
    { number: 1, text: '{"a":"x\u2028y"}\r' },
    { number: 3, text: '{"b":1}' },
  ]);
});

test("a line above 64 MB is named, and the ones after it are read", async () => {
  const huge = Buffer.alloc(33 * 1024 * 1024, "x");
  expect(await lines([huge, huge, Buffer.from("\n{}\n")])).toEqual([
    { number: 1, text: null },
    { number: 2, text: "{}" },
  ]);
});
