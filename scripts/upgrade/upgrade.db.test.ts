import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { migrate, migrateTo } from "../migrate.ts";
import { databaseName, databaseUrl, withClient } from "../test-database.ts";
import { testServer } from "../test-server.ts";

/**
 * The `.sql` files here are the rows that an earlier Purser itself wrote, named after its last migration (`pg_dump
 * --data-only --inserts`): the organisations `acme` and `other`, whose keys `agents` are as `keyOf` says.
 */
const folder = new URL("./", import.meta.url);
const own = process.env.DATABASE_URL ?? "";
const keyOf = (org: string) => `pk_${org}`.padEnd(46, "0");
const migrations = readdirSync(new URL("../../prisma/migrations/", import.meta.url)).filter((name) =>
  /^\d{14}_/.test(name),
);

/** A database as that Purser left it, with this one's migrations on top; and what its calls sum up to, by project. */
async function upgraded(version: string) {
  const url = databaseUrl(own, `${databaseName(own)}_${version.slice(8, 14)}`);
  await withClient(own, (client) => client.query(`CREATE DATABASE ${databaseName(url)}`));
  await migrateTo(
    url,
    migrations.filter((name) => name <= version),
  );
  const sums = await withClient(url, async (client) => {
    await client.query(readFileSync(new URL(`${version}.sql`, folder), "utf8"));
    const { rows } = await client.query(
      `SELECT project_id AS "projectId", sum(cost_nanos)::text AS "costNanos", count(*)::int AS calls,
         sum(input_tokens)::int AS "inputTokens", count(*) FILTER (WHERE cost_nanos IS NULL)::int AS "unpricedCalls"
       FROM credit_transactions WHERE org_id = 'acme' GROUP BY 1 ORDER BY 1`,
    );
    return rows;
  });
  expect(await migrate(url)).toEqual(migrations.filter((name) => name > version).sort());
  return { url, sums };
}

/** What `npm run reconcile` finds wrong: ids of checks. */
function wrong(url: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, DATABASE_URL: url };
    execFile(process.execPath, ["scripts/reconcile.ts", "--json"], { env }, (_, stdout, stderr) => {
      if (!stdout) return reject(new Error(stderr));
      const { checks } = JSON.parse(stdout) as { checks: { check: string; ok: boolean }[] };
      resolve(checks.filter(({ ok }) => !ok).map(({ check }) => check));
    });
  });
}

async function upgradedServer(version: string) {
  const { url, sums } = await upgraded(version);
  expect(await wrong(url)).toEqual([]);
  const server = await testServer({ DATABASE_URL: url });
  const ask = async (path: string, body?: object, org = "acme") => {
    const response = await fetch(`${server.url}/api/v1/${path}`, {
      headers: { authorization: `Bearer ${keyOf(org)}`, "content-type": "application/json" },
      ...(body && { method: "POST", body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  return { ask, sums, url, kill: server.kill };
}

const call = { projectId: "web", agentId: "a1", provider: "openai", model: "gpt-4.1", inputTokens: 1, outputTokens: 1 };
const everyDay = "usage?from=2026-09-01&to=2026-12-31&groupBy=project";

test("of the first version: every figure stays, and what comes again is a duplicate", async () => {
  const { ask, sums, url, kill } = await upgradedServer("20261122190936_previous_state");
  expect((await ask(everyDay)).body.data).toMatchObject(sums);
  expect((await ask("budgets")).body.data).toMatchObject([
    { id: "project-monthly:web", limitNanos: "5000000000", thresholds: [80, 95, 100] },
  ]);
  const { data: entries } = (await ask("transactions?limit=100")).body;
  expect(entries).toHaveLength(40);
  const { body: month } = await ask("months/2026-10");
  expect(month.books.costNanos).toBe(month.usage.costNanos);
  expect((await ask("agents")).body.data.map(({ id }: { id: string }) => id)).toEqual(["a0", "a1", "a2", "a3"]);

  const events = [{ ...call, id: "after" }];
  expect((await ask("events", { events })).body).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
  expect((await ask("events", { events })).body).toEqual({ accepted: 0, duplicates: 1, rejected: [] });
  expect(await wrong(url)).toEqual([]);
  await kill();
});

test("with limits, holds, alerts and approvals: each stands as it stood, and nobody is told again", async () => {
  const { ask, sums, url, kill } = await upgradedServer("20261122212919_live_events");
  expect((await ask(everyDay)).body.data).toMatchObject(sums);
  const before = (await ask("alerts")).body.data;
  expect(before.map(({ budgetId, threshold }: Record<string, unknown>) => `${budgetId} ${threshold}`).sort()).toEqual([
    "agent-dailyCost:paused-one 100",
    "org 50",
    "org 80",
    "project-monthly:web 100",
  ]);
  expect(before.filter(({ acknowledgedAt }: Record<string, unknown>) => acknowledgedAt !== null)).toHaveLength(1);
  expect((await ask("agents/paused-one")).body).toMatchObject({
    status: "paused",
    pausedByBudgetId: "agent-dailyCost:paused-one",
  });
  expect((await ask("webhooks")).body.data).toMatchObject([{ url: "https://hooks.invalid/purser", enabled: true }]);
  const approvals = (await ask("approvals")).body.data;
  expect(approvals.find(({ reservationId }: Record<string, unknown>) => reservationId === "asked")).toMatchObject({
    status: "approved",
    extraNanos: "5000000000",
  });
  expect(approvals).toHaveLength(2);

  // The call that was held is settled, what was extended included; another limit is neither crossed nor told of anew.
  const event = { ...call, id: "of-held", cost: 1.25 };
  expect(await ask("reservations/held/settle", { event })).toMatchObject({ status: 200 });
  expect((await ask("reservations/held")).body).toMatchObject({ status: "settled", amount: 1.5 });
  const again = { ...call, id: "more", occurredAt: "2026-11-23T08:00:00Z", cost: 1 };
  expect((await ask("events", { events: [again] })).body.accepted).toBe(1);
  const told = (await ask("alerts")).body.data.filter(({ windowStart }: Record<string, unknown>) =>
    String(windowStart).startsWith("2026-11"),
  );
  expect(told).toHaveLength(before.length);
  expect((await ask(everyDay, undefined, "other")).body.data).toMatchObject([
    { projectId: "api" },
    { projectId: "web" },
  ]);
  expect(await wrong(url)).toEqual([]);
  await kill();
});
