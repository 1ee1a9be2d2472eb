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

test("the next group sets out when the one before lets it, and each caller is answered when its own is done", async () => {
  const done = new Map<number, () => void>();
  const submit = createGroupCommit<number, number>({
    ...options,
    flush: async (_, items, letNextGo) => {
      if (items[0] === 1) letNextGo();
      await new Promise<void>((resolve) => done.set(items[0] ?? 0, resolve));
      return items;
    },
  });
  const answered: number[] = [];
  const first = submit("org", 1).then((item) => answered.push(item));
  await expect.poll(() => done.has(1)).toBe(true);
  const second = submit("org", 2).then((item) => answered.push(item));
  await expect.poll(() => done.has(2)).toBe(true);
  const third = submit("org", 3).then((item) => answered.push(item));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(done.has(3), "the second did not let the third go").toBe(false);
  expect(answered).toEqual([]);
  done.get(2)?.();
  await second;
  expect(answered).toEqual([2]);
  await expect.poll(() => done.has(3)).toBe(true);
  done.get(1)?.();
  done.get(3)?.();
  await Promise.all([first, third]);
});
