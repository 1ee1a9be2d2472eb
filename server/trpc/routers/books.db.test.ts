import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApi, testApi, testKey } from "#scripts/test-api.ts";
import { callOf, current, last, organization, record, twoAgo } from "#scripts/test-books.ts";
import type { Ctx } from "#server/context.ts";
import { reserve } from "#server/enforcement/reserve.ts";
import { createCaller } from "#server/trpc/router.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const signedIn = (of: Ctx) => {
  const user = { id: "u1", email: "finance@example.com", name: "Finance" };
  const session = { user, orgId: of.orgId, role: "finance" as const, organizations: [] };
  return createCaller({ requestId: "r", now: new Date(), session });
};

test("what the close would do, what it did, and what came after, as the pages are told", async () => {
  const ctx = await organization();
  const [{ books, aiCost, runs }, days] = [signedIn(ctx), (key: string, day: number) => `${key}-0${day}T08:00:00Z`];
  await record(
    ctx,
    callOf(twoAgo, { occurredAt: days(twoAgo, 3) }),
    callOf(twoAgo, { occurredAt: days(twoAgo, 5), cost: undefined }),
    ...Array.from({ length: 28 }, (_, day) =>
      callOf(last, { occurredAt: `${last}-${String(day + 1).padStart(2, "0")}T00:00:00Z` }),
    ),
  );
  await reserve({ ctx, input: { id: "open", projectId: "web", agentId: "a1", amount: 2 } });
  const preview = await books.closePreview({ month: last });
  expect(preview.months).toMatchObject([
    { month: twoAgo, cost: 1, calls: 2, unpricedCalls: 1 },
    { month: last, cost: 28, calls: 28, unpricedCalls: 0 },
  ]);
  // The reservation was made after that month: it cannot be of it.
  expect(preview).toMatchObject({ openReservations: 0, openNanos: "0" });
  const [first] = preview.missingDays;
  expect(first).toEqual({ first: `${twoAgo}-04`, last: `${twoAgo}-04` });
  expect(preview.missingDays[1]?.first).toBe(`${twoAgo}-06`);
  expect((await books.month({ month: last })).state).toBe("open");
  expect((await books.month({})).state).toBe("running");

  expect(await books.close({ month: last })).toEqual({ closed: [twoAgo, last] });
  expect((await books.closePreview({ month: last })).months).toEqual([]);
  const late = callOf(last, { cost: 5, runId: "r1", jobId: "j1" });
  await record(ctx, late, callOf(current, { cost: 3 }));
  expect(await books.month({ month: last })).toMatchObject({
    state: "closed",
    usage: { cost: 33, calls: 29 },
    books: { cost: 28, correctionNanos: "0" },
    closed: { by: "finance@example.com" },
    closedThrough: last,
    bookedElsewhere: [{ month: last, bookedMonth: current, cost: 5, calls: 1, corrections: 1 }],
    bookedHere: [],
  });
  expect(await books.month({ projectId: "web" })).toMatchObject({
    state: "running",
    usage: { cost: 3 },
    books: { cost: 8, correctionNanos: "5000000000" },
    closed: null,
    bookedHere: [{ month: last, cost: 5 }],
  });
  expect(await books.month({ projectId: "api" })).toMatchObject({ books: { cost: 0 }, bookedHere: [] });
  await expect(books.month({ projectId: "none" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(books.reopen({ month: last, reason: "No" })).rejects.toMatchObject({ code: "FORBIDDEN" });

  const { items } = await books.corrections({ bookedMonth: current });
  expect(items).toMatchObject([
    { transactionId: late.id, reason: "late", month: last, runId: "r1", costNanos: "5000000000" },
  ]);
  const recent = await aiCost.getRecentTransactions({ projectId: "web" });
  const marks = recent.items.flatMap(({ id, correction }) => (correction ? [[id, correction]] : []));
  expect(marks).toEqual([[late.id, { bookedMonth: current, reason: "late" }]]);
  const [ofRun] = (await runs.getRunCalls({ projectId: "web", runId: "r1", jobId: "j1" })).items;
  expect(ofRun?.correction).toEqual({ bookedMonth: current, reason: "late" });
});

test("corrections come by the page, and all of them as CSV and over REST, with the same sum", async () => {
  const ctx = await organization();
  const { books } = signedIn(ctx);
  await books.close({ month: last });
  const events = Array.from({ length: 120 }, (_, i) =>
    callOf(i % 2 ? last : twoAgo, { cost: i / 100, projectId: i % 3 ? "web" : "api" }),
  );
  for (let i = 0; i < events.length; i += 40) await record(ctx, ...events.slice(i, i + 40));

  const seen: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await books.corrections({ bookedMonth: current, projectId: "web", cursor });
    seen.push(...page.items.map(({ transactionId }) => transactionId));
    cursor = page.nextCursor;
  } while (cursor);
  const ofWeb = events.filter(({ projectId }) => projectId === "web");
  expect(seen.toSorted()).toEqual(ofWeb.map(({ id }) => id).sort());
  await expect(books.corrections({ bookedMonth: current, cursor: "WzFd" })).rejects.toMatchObject({
    code: "BAD_REQUEST",
  });

  const key = await testKey(ctx, "read");
  const csv = await fetch(`${api.url}/api/exports/corrections.csv?bookedMonth=${current}&month=${last}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  expect(csv.headers.get("content-disposition")).toContain(`corrections-${last}-in-${current}`);
  const lines = (await csv.text()).trim().split("\r\n");
  expect(lines).toHaveLength(61);
  const cents = lines.slice(1).reduce((sum, line) => sum + Math.round(Number(line.split(",").at(-1)) * 100), 0);
  expect(cents).toBe(events.reduce((sum, { cost }, i) => sum + (i % 2 ? Math.round(cost * 100) : 0), 0));

  const ids: string[] = [];
  for (let next: string | null = ""; next !== null; ) {
    const path = `/v1/corrections?bookedMonth=${current}&limit=50${next && `&cursor=${next}`}`;
    const { body } = await api.call(path, { key });
    ids.push(...body.data.map((one: { transactionId: string }) => one.transactionId));
    next = body.nextCursor;
  }
  expect(ids.toSorted()).toEqual(events.map(({ id }) => id).sort());
  const { body } = await api.call("/v1/transactions?projectId=web&limit=1", { key });
  expect(body.data[0].correction).toEqual({ bookedMonth: current, reason: "late" });
  expect((await api.call(`/v1/months/${last}/close`, { method: "POST", key })).status).toBe(401);
});
