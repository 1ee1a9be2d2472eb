import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pool, transaction } from "#server/db.ts";
import { durably } from "#server/durable.ts";
import { toAppError } from "#server/errors.ts";
import { faults } from "./faults.ts";
import { passed, playFault, shortcomings } from "./play.ts";
import { openStage, type Stage, whenBack } from "./stage.ts";

// The small form of `npm run faults`, on a PostgreSQL of its own: the other test files' must not be killed.
let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ servers: 1 });
});
afterAll(() => stage.close());

test.each(["server", "postgres", "proxy"])(
  "%s: what was acknowledged is there, once, and every promise kept",
  async (id) => {
    const fault = faults[id] ?? expect.fail("no such fault");
    const outcome = await playFault(fault, stage, 2);
    const { found, wrong, entries, holds } = outcome;
    expect({ ...found, wrong }).toEqual({
      ...{ lost: [], twice: [], caps: [], holds: [], sums: [], alerts: [], webhooks: [] },
      wrong: [],
    });
    expect(shortcomings(outcome)).toEqual([]); // struck, alerts and webhooks were there, and it was back in time
    expect(entries).toBeGreaterThan(20);
    expect(holds).toBeGreaterThan(20);
  },
);

test("a play in which nothing happened, or that nobody came back from, proves nothing", () => {
  const good = { struck: 1, entries: 9, holds: 9, alerts: 1, webhooks: 1, sentAgain: 0, back: 3, longestWait: 4 };
  const found = { lost: [], twice: [], caps: [], holds: [], sums: [], alerts: [], webhooks: [] };
  const isPassed = (more: object) => passed({ name: "", wrong: [], found, ...good, ...more });
  expect([{}, { back: null }].map(isPassed)).toEqual([true, true]);
  const nothing = (["struck", "entries", "holds", "alerts", "webhooks"] as const).map((what) => ({ [what]: 0 }));
  const slow = [{ back: Number.POSITIVE_INFINITY }, { back: 31 }, { longestWait: 31 }];
  for (const bad of [...nothing, ...slow]) expect(isPassed(bad)).toBe(false);
});

test("a commit is not called durable by a database that crashed after it", async () => {
  await whenBack(() => pool().query("CREATE TABLE kept (id int)"));
  const commit = (id: number) =>
    transaction((client) => client.query("INSERT INTO kept VALUES ($1)", [id]), { flush: false });
  await durably(() => commit(1));
  const struck = durably(async () => {
    await commit(2);
    process.kill(await stage.backend(), "SIGKILL"); // PostgreSQL starts anew, without what was not on disk
    await sleep(100);
    await whenBack(() => pool().query("SELECT 1"));
  });
  await expect(struck.catch(toAppError)).resolves.toMatchObject({ code: "unavailable" });
  await durably(() => commit(3));
  const { rows } = await pool().query("SELECT id FROM kept WHERE id <> 2 ORDER BY id");
  expect(rows).toEqual([{ id: 1 }, { id: 3 }]);
});
