import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApi, testApi, testKey } from "#scripts/test-api.ts";
import { focusLines, house, nanosIn, recordCalls } from "#scripts/test-focus.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { testPerson } from "#scripts/test-person.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { streamCharges } from "#server/ledger/stream-charges.ts";
import { monthKey } from "#server/time/window.ts";

const month = monthKey(new Date());
const path = `/api/v1/exports/focus.csv?month=${month}`;
let api: TestApi;
let ctx: Ctx;

beforeAll(async () => {
  api = await testApi();
  ctx = await testOrganization();
  const occurredAt = new Date().toISOString();
  // More groups than one part of the cursor holds.
  const calls = Array.from({ length: 700 }, (_, i) => ({ id: `c${i}`, occurredAt, agentId: `a${i}`, cost: 0.25 }));
  await recordCalls(ctx, calls);
});
afterAll(() => api.close());

const byKey = async (key: string, to = path) =>
  fetch(`${api.url}${to}`, { headers: { authorization: `Bearer ${key}` } });
const audited = () => prisma().auditEntry.findMany({ where: { orgId: ctx.orgId, action: "export.focus" } });

test.each([
  ["owner", 200],
  ["admin", 200],
  ["finance", 200],
  ["member", 403],
] as const)("for a %s: %i", async (role, status) => {
  const person = await testPerson(api.url, ctx.orgId, role);
  const answer = await person.fetch(path);
  expect(answer.status).toBe(status);
  await answer.body?.cancel();
});

test.each([
  ["read", 200],
  ["admin", 200],
  ["ingest", 403],
  ["reserve", 403],
] as const)("for a key with the scope %s: %i", async (scope, status) => {
  const answer = await byKey(await testKey(ctx, scope));
  expect(answer.status).toBe(status);
  await answer.body?.cancel();
});

test("the file, its name, and who took it in the audit log; a look at its head is none", async () => {
  const key = await testKey(ctx, "read");
  const before = (await audited()).length;
  const head = await fetch(`${api.url}${path}`, { method: "HEAD", headers: { authorization: `Bearer ${key}` } });
  expect([head.status, await head.text(), (await audited()).length]).toEqual([200, "", before]);
  const answer = await byKey(key);
  expect(answer.headers.get("content-disposition")).toBe(`attachment; filename="focus-${ctx.orgId}-${month}.csv"`);
  expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  const { rows } = focusLines(await answer.text());
  expect([rows.length, nanosIn(rows)]).toEqual([700, 175_000_000_000n]);
  const entries = await audited();
  expect(entries).toHaveLength(before + 1);
  const { actor, target, after } = entries.toSorted((a, b) => (a.id < b.id ? 1 : -1))[0] ?? {};
  expect({ actor, target, after }).toEqual({
    actor: "key:read",
    target: "export:focus",
    after: { month, file: `focus-${ctx.orgId}-${month}.csv` },
  });
});

test.each([
  ["", "month"],
  ["?month=2026-13", "is not a month"],
  ["?month=2099-01", "has not begun"],
  ["?month=2026-10&project=web", "project"],
])("%j is refused, and nothing of it is in the audit log", async (query, words) => {
  const before = (await audited()).length;
  const answer = await byKey(await testKey(ctx, "read"), `/api/v1/exports/focus.csv${query}`);
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(words)]);
  expect((await audited()).length).toBe(before);
});

test("four are read at a time, whoever goes away makes room, and nobody sees another organisation's calls", async () => {
  const open = Array.from({ length: 4 }, () => streamCharges(ctx, month, () => []));
  for (const stream of open) expect((await stream.next()).done).toBe(false);
  const key = await testKey(ctx, "read");
  expect((await byKey(key)).status).toBe(429);
  for (const stream of open) await stream.return();
  expect((await byKey(key)).status).toBe(200);
  const other = await testOrganization();
  await recordCalls(other, [{ id: "c0", occurredAt: new Date().toISOString(), ...house, cost: 7 }]);
  const { rows } = focusLines(await (await byKey(await testKey(other, "read"))).text());
  expect(rows.map((row) => [row.BillingAccountId, row.BilledCost])).toEqual([[other.orgId, "7"]]);
});
