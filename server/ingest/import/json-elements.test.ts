import fc from "fast-check";
import { expect, test } from "vitest";
import { createElementCutter } from "./json-elements.ts";

/** The records of a document that arrives in pieces of these sizes. */
function cut(text: string, sizes: readonly number[]) {
  const cutter = createElementCutter();
  const found: unknown[] = [];
  for (let at = 0, i = 0; at < text.length; i++) {
    const size = (sizes[i % sizes.length] ?? 0) + 1;
    found.push(...cutter.push(text.slice(at, at + size)).map((element) => JSON.parse(element)));
    at += size;
  }
  const { rest, cutOff } = cutter.end();
  return { found: [...found, ...rest.map((element) => JSON.parse(element))], cutOff };
}

const record = fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue());
const sizes = fc.array(fc.nat(30), { minLength: 1 });
const indents = fc.constantFrom(0, 2);

test("the records of a list are the same wherever the document is cut, and by whatever name the list goes", () => {
  fc.assert(
    fc.property(
      fc.array(record),
      sizes,
      indents,
      fc.constantFrom(null, "events", "data"),
      (records, some, indent, name) => {
        const document = name
          ? { about: { data: [{ no: "record" }] }, note: '\\"[{', [name]: records, more: [{}] }
          : records;
        expect(cut(JSON.stringify(document, null, indent), some)).toEqual({
          found: JSON.parse(JSON.stringify(records)),
          cutOff: false,
        });
      },
    ),
  );
});

test("a document without a list is one record; what is cut off is said, and its whole records are there", () => {
  expect(cut('{"id":"msg_1","parts":[{"a":1}]}', [3])).toEqual({
    found: [{ id: "msg_1", parts: [{ a: 1 }] }],
    cutOff: false,
  });
  expect(cut('[{"a":1},{"b":"}', [2])).toEqual({ found: [{ a: 1 }], cutOff: true });
});
