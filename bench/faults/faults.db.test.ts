import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pool, transaction } from "#server/db.ts";
import { durably } from "#server/durable.ts";
import { toAppError } from "#server/errors.ts";
import { faults } from "./faults.ts";
import { playFault } from "./play.ts";
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
    const { found, wrong, entries, holds, struck } = await playFault(fault, stage, 2);
    expect({ ...found, wrong }).toEqual({
      ...{ lost: [], twice: [], caps: [], holds: [], sums: [], alerts: [], webhooks: [] },
      wrong: [],
    });
    expect(struck).toBeGreaterThan(0);
    expect(entries).toBeGreaterThan(20);
    expect(holds).toBeGreaterThan(20);
  },
);

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
