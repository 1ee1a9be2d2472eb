import fc from "fast-check";
import { expect, test } from "vitest";
import { createEventSplitter } from "./event-stream.ts";

/** All events of these bytes, cut where the network may cut them. */
function split(bytes: Uint8Array, cuts: number[]) {
  const splitter = createEventSplitter();
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let from = 0;
  const events = ends.flatMap((end) => {
    const part = splitter.push(bytes.subarray(from, end));
    from = end;
    return part;
  });
  return [...events, ...splitter.flush()];
}

test("events are the same wherever the bytes are cut, and nothing of them is lost", () => {
  const text = fc.constantFrom("a", "é", "語", "🙂", "{}", "data:", " ", "[DONE]");
  const event = fc.array(text, { maxLength: 5 }).map((parts) => `event: x\ndata: ${parts.join("")}\n\n`);
  fc.assert(
    fc.property(fc.array(event, { maxLength: 5 }), fc.array(fc.nat(), { maxLength: 8 }), (events, cuts) => {
      const found = split(new TextEncoder().encode(events.join("")), cuts);
      expect(found.map(({ raw }) => raw)).toEqual(events);
    }),
  );
});

test("lines end in any of the three ways, data has several lines, the last event may be cut off", () => {
  const bytes = new TextEncoder().encode(": hello\r\n\r\ndata: 1\rdata:2\r\rdata: 3");
  expect(split(bytes, []).map(({ data }) => data)).toEqual(["", "1\n2", "3"]);
});
