import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { migrate, migrateTo } from "./migrate.ts";
import { databaseName, databaseUrl, withClient } from "./test-database.ts";

/* A database of before an agent had one monthly budget: `agent-monthly:` in cents and `agent-monthlyCost:` among its caps. */

const migration = "20261123091500_one_monthly_budget";
const { url: template, prefix } = inject("templateDatabase");
const serverUrl = databaseUrl(template, "postgres");
const url = databaseUrl(serverUrl, `${prefix}${randomUUID().slice(0, 8)}`);

const caps = ["notify", "webhook", "pause"];
const cents = ["notify", "webhook", "block", "pause"];

/** Of each agent: its budget in cents, its cap, as [dollars, actions, enabled]. */
const agents: Record<string, { cents?: [number, string[], boolean?]; cap?: [number, string[], boolean?] }> = {
  lowerCents: { cents: [20, cents], cap: [50, caps] },
  lowerCap: { cents: [50, cents], cap: [20, caps] },
  same: { cents: [30, cents], cap: [30, caps] },
  onlyCents: { cents: [40.5, cents] },
  onlyCap: { cap: [60, caps] },
  capIsOff: { cents: [90, cents], cap: [10, caps, false] },
  capTellsOnly: { cents: [90, cents], cap: [10, ["notify"]] },
};

const query = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> =>
  (await withClient(url, (client) => client.query<Row>(sql, values))).rows;

async function insertBudget(
  id: string,
  agent: string,
  [dollars, actions, enabled = true]: [number, string[], boolean?],
) {
  await query(
    `INSERT INTO budgets (org_id, id, scope, scope_id, "window", unit, "limit", on_exceeded, enabled, created_at, updated_at)
     VALUES ('o', $1, 'agent', $2, 'month', 'cost', $3, $4, $5, now(), now())`,
    [id, agent, dollars * 1e9, actions, enabled],
  );
  await query(
    `INSERT INTO budget_windows (org_id, budget_id, scope_id, window_start, extra, reached)
     VALUES ('o', $1, $2, '2026-11-01', $3, 80)`,
    [id, agent, dollars * 2],
  );
  await query(
    `INSERT INTO budget_alerts (org_id, id, budget_id, scope_id, window_start, level, scope, threshold, "window", unit, "limit",
       value, created_at)
     VALUES ('o', 'alert-' || $1::text, $1, $2, '2026-11-01', 'warning', 'agent', 80, 'month', 'cost', $3, 1, now())`,
    [id, agent, dollars * 1e9],
  );
}

beforeAll(async () => {
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${databaseName(url)}`));
  const names = readdirSync(new URL("../prisma/migrations/", import.meta.url)).sort();
  await migrateTo(
    url,
    names.filter((name) => /^\d/.test(name) && name < migration),
  );
  await query("INSERT INTO organizations (id, name, slug) VALUES ('o', 'O', 'o')");
  await query("INSERT INTO org_settings (org_id, created_at, updated_at) VALUES ('o', now(), now())");
  for (const [agent, { cents, cap }] of Object.entries(agents)) {
    await query(
      `INSERT INTO agents (org_id, id, name, agent_type, status, paused_by_budget_id, created_at)
       VALUES ('o', $1, $1, 'research', 'paused', $2, now())`,
      [agent, cents ? `agent-monthly:${agent}` : `agent-monthlyCost:${agent}`],
    );
    if (cents) await insertBudget(`agent-monthly:${agent}`, agent, cents);
    if (cap) await insertBudget(`agent-monthlyCost:${agent}`, agent, cap);
  }
  const asked = [
    { budgetId: "agent-monthly:same", scopeId: "same", asked: "1" },
    { budgetId: "agent-monthlyCost:same", scopeId: "same", asked: "2" },
    { budgetId: "all", scopeId: "o" },
  ];
  for (const [id, budgets] of [
    ["both", asked],
    ["one", asked.slice(0, 1)],
  ] as const) {
    await query(
      `INSERT INTO approvals (org_id, id, budget_id, agent_id, project_id, amount_nanos, request, created_at, expires_at)
       VALUES ('o', $1, 'agent-monthly:same', 'same', 'web', 1, $2, now(), now())`,
      [id, JSON.stringify({ amount: 1, budgets })],
    );
  }
  await query(
    `INSERT INTO domain_events (org_id, id, type, payload, created_at)
     VALUES ('o', 'e1', 'AgentPaused', '{"agentId": "same", "budgetId": "agent-monthly:same"}', now()),
       ('o', 'e2', 'AgentPaused', '{"agentId": "same", "budgetId": "organization-monthly"}', now())`,
  );
  await migrate(url);
});
afterAll(() =>
  withClient(serverUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${databaseName(url)} WITH (FORCE)`)),
);

test("of two the lower limit stays, unless it is off or stops nothing; one alone stays as it is", async () => {
  const rows = await query<{ id: string; dollars: number; actions: string[]; enabled: boolean; extra: number }>(
    `SELECT b.id, ("limit" / 1e9)::float AS dollars, on_exceeded AS actions, enabled, w.extra::float
     FROM budgets b LEFT JOIN budget_windows w ON w.org_id = b.org_id AND w.budget_id = b.id ORDER BY dollars, b.id`,
  );
  const of = (agent: string, dollars: number, actions: string[]) => ({
    ...{ id: `agent-monthlyCost:${agent}`, dollars, actions, enabled: true },
    // What approvals added to the limit that stays.
    extra: dollars * 2,
  });
  expect(rows).toEqual([
    of("lowerCap", 20, caps),
    of("lowerCents", 20, cents),
    of("same", 30, caps),
    of("onlyCents", 40.5, cents),
    of("onlyCap", 60, caps),
    of("capIsOff", 90, cents),
    of("capTellsOnly", 90, cents),
  ]);
});

test.each(["budget_windows.budget_id", "budget_alerts.budget_id", "agents.paused_by_budget_id", "approvals.budget_id"])(
  "%s refers to a budget that is there",
  async (reference) => {
    const [table, column] = reference.split(".");
    const lost = await query(
      `SELECT t.${column} FROM ${table} t LEFT JOIN budgets b ON b.org_id = t.org_id AND b.id = t.${column} WHERE b.id IS NULL`,
    );
    expect(lost).toEqual([]);
  },
);

test("no alert is lost; what is asked names the budget once, events name it", async () => {
  const counted = await query("SELECT id FROM budget_alerts WHERE budget_id = 'agent-monthlyCost:lowerCap'");
  expect(counted).toHaveLength(2);
  expect(await query("SELECT id, request -> 'budgets' AS budgets FROM approvals ORDER BY id")).toEqual([
    {
      id: "both",
      budgets: [
        { budgetId: "agent-monthlyCost:same", scopeId: "same", asked: "2" },
        { budgetId: "all", scopeId: "o" },
      ],
    },
    { id: "one", budgets: [{ budgetId: "agent-monthlyCost:same", scopeId: "same", asked: "1" }] },
  ]);
  expect(
    await query("SELECT payload ->> 'budgetId' AS id, payload ->> 'agentId' AS agent FROM domain_events ORDER BY 1"),
  ).toEqual([
    { id: "agent-monthlyCost:same", agent: "same" },
    { id: "organization-monthly", agent: "same" },
  ]);
});

test("the audit log says which budget went and which limit is set now", async () => {
  const entries = (agent: string) =>
    query(
      `SELECT action, target, before ->> 'limit' AS before, after ->> 'limit' AS after FROM audit_entries
       WHERE target LIKE '%:' || $1 AND actor = 'system:upgrade' ORDER BY action`,
      [agent],
    );
  expect(await entries("lowerCents")).toEqual([
    { action: "budget.remove", target: "budget:agent-monthly:lowerCents", before: "20", after: null },
    { action: "budget.set", target: "budget:agent-monthlyCost:lowerCents", before: "50", after: "20" },
  ]);
  expect(await entries("lowerCap")).toMatchObject([{ action: "budget.remove", before: "50" }]);
  expect(await entries("onlyCents")).toMatchObject([
    { action: "budget.remove", before: "40.5" },
    { action: "budget.set", before: null, after: "40.5" },
  ]);
  expect(await entries("onlyCap")).toEqual([]);
});
