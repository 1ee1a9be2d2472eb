import { expect, test } from "vitest";
import { createGroupCommit } from "./group-commit.ts";

const options = { maxWeight: 100, weight: () => 1, concurrency: 1, worthWhile: Number.POSITIVE_INFINITY };
const away = () => Object.assign(new Error("the line is dead"), { code: "ECONNREFUSED" });

test("one whose work fails does not fail those it went with", async () => {
  const submit = createGroupCommit<number, number>({
    ...options,
    flush: async (_, items) => {
      if (items.includes(3)) throw new Error("not three");
      return items.map((item) => item * 2);
    },
  });
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map((item) => submit("org", item)));
  expect(outcomes.map((outcome) => (outcome.status === "fulfilled" ? outcome.value : "failed"))).toEqual([
    2,
    4,
    "failed",
    8,
  ]);
});

test("when the database is away all who wait are told after one further attempt, and nobody waits for each other", async () => {
  let attempts = 0;
  const submit = createGroupCommit<number, number>({
    ...options,
    flush: () => {
      attempts++;
      return Promise.reject(away());
    },
  });
  const outcomes = await Promise.allSettled(Array.from({ length: 60 }, (_, i) => submit("org", i)));
  expect(outcomes.every(({ status }) => status === "rejected")).toBe(true);
  // Two for each group: all together, and the first alone. Groups are half of those that wait.
  expect(attempts).toBeLessThan(30);
});
