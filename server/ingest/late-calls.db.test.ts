import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { callOf, current, last, organization, twoAgo } from "#scripts/test-books.ts";
import { testDirectory } from "#scripts/test-database.ts";
import { closeMonth } from "#server/books/close-month.ts";
import { reserve } from "#server/enforcement/reserve.ts";
import { addMonths } from "#server/time/window.ts";
import { recordCostEvent } from "./cost-event.ts";
import { importFiles } from "./import/import-files.ts";
import { summaryText } from "./import/summary-text.ts";
import { recordEvents } from "./record-events.ts";
import { settleReservation } from "./settle-reservation.ts";

const older = addMonths(twoAgo, -1);
const file = join(testDirectory(), "late.ndjson");

test("a batch says which of its calls are of closed months, and in whose books they are", async () => {
  const ctx = await organization();
  const first = [callOf(older), callOf(twoAgo), callOf(last), callOf(current)];
  expect(await recordEvents({ ctx, events: first })).toEqual({ accepted: 4, duplicates: 0, rejected: [] });
  await closeMonth({ ctx, input: { month: twoAgo } });

  const events = [callOf(twoAgo), callOf(older), callOf(last), callOf(current), callOf(twoAgo), first[1]];
  const { accepted, duplicates, corrections } = await recordEvents({ ctx, events });
  expect([accepted, duplicates]).toEqual([5, 1]);
  expect(corrections).toEqual([
    { month: older, bookedMonth: current, calls: 1 },
    { month: twoAgo, bookedMonth: current, calls: 2 },
  ]);
  expect(await recordEvents({ ctx, events })).toEqual({ accepted: 0, duplicates: 6, rejected: [] });
});

test("so does what is settled and what is told in cents, the same when it is told again", async () => {
  const ctx = await organization();
  await recordEvents({ ctx, events: [callOf(last)] });
  await closeMonth({ ctx, input: { month: last } });
  const correction = { month: last, bookedMonth: current };

  const { projectId, agentId, provider, model, ...call } = callOf(last);
  await reserve({ ctx, input: { id: "h1", projectId, agentId, amount: 1 } });
  const settle = () => settleReservation({ ctx, id: "h1", event: { ...call, provider, model } });
  expect(await settle()).toMatchObject({ duplicate: false, correction });
  expect(await settle()).toMatchObject({ duplicate: true, correction });
  await reserve({ ctx, input: { id: "h2", projectId, agentId, amount: 1 } });
  const { occurredAt: _, ...now } = callOf(current);
  expect(await settleReservation({ ctx, id: "h2", event: now })).not.toHaveProperty("correction");

  const cents = { agentId, projectId, provider, model, inputTokens: 1, outputTokens: 1, costCents: 12 };
  const late = { ...cents, id: "late", occurredAt: call.occurredAt };
  expect(await recordCostEvent({ ctx, input: late })).toMatchObject({ duplicate: false, correction });
  expect(await recordCostEvent({ ctx, input: late })).toMatchObject({ duplicate: true, correction });
  expect(await recordCostEvent({ ctx, input: cents })).not.toHaveProperty("correction");
});

test("an import sums it up", async () => {
  const ctx = await organization();
  await recordEvents({ ctx, events: [callOf(last)] });
  await closeMonth({ ctx, input: { month: last } });
  // More than one transaction of them.
  const calls = [...Array.from({ length: 1_200 }, () => callOf(last)), callOf(current)];
  writeFileSync(file, calls.map((call) => JSON.stringify(call)).join("\n"));
  const files = await importFiles({ ctx, input: { paths: [file], projectId: "web" } });
  expect(files[0]).toMatchObject({
    recorded: 1_201,
    corrections: [{ month: last, bookedMonth: current, calls: 1_200 }],
  });
  expect(summaryText(files, { dryRun: false })).toMatch(
    /\w+ \d{4} is closed: 1,200 calls of it stand in the books of \w+ \d{4}, as corrections\./,
  );
});
