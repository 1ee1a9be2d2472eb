import { once } from "node:events";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApi, testApi } from "#scripts/test-api.ts";
import { callsTable, type ImportResult, importScene, sumTo, uploading } from "#scripts/test-imports.ts";
import type { TestPerson } from "#scripts/test-person.ts";
import { testServer } from "#scripts/test-server.ts";
import { prisma } from "#server/db.ts";
import { listImports } from "#server/ingest/uploads/import-queries.ts";
import { reconcile } from "#server/ledger/reconcile.ts";

const megabyte = 1_000_000;
let api: TestApi;

beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

/** A body that is made while it is read. */
function streamOf(chunks: AsyncGenerator<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Of wide rows, so that there is something to book before all of it has arrived (4 MB are looked at first). */
const longRows = 6_500;
const longTable = () => Buffer.from(callsTable(longRows, "n".repeat(1_000)));

const patient = { timeout: 100_000 };
const somethingBooked = (orgId: string) =>
  expect.poll(() => prisma().creditTransaction.count({ where: { orgId } }), patient).toBeGreaterThan(1_000);

/** Sends the beginning of a body that is announced whole, waits until something of it was booked, and breaks off. */
async function cutOff(url: string, orgId: string, person: TestPerson, id: string, file: Buffer): Promise<void> {
  const upload = uploading(url, person, `/api/imports/${id}/book`, file.length);
  upload.on("error", () => {});
  upload.write(file.subarray(0, 5 * megabyte));
  await somethingBooked(orgId);
  upload.destroy();
}

test("an upload that is cut off keeps what was booked and says so; sent again it ends at the same sums", async () => {
  const { ann, ctx, prepared, sent, ledger } = await importScene(api.url);
  const rows = longRows;
  const file = longTable();
  const id = await prepared("long.csv", file.length);
  await sent(id, "check", file);
  await cutOff(api.url, ctx.orgId, ann, id, file);
  const cut = async () => (await ann.query("imports.get", { id })).data as ImportResult;
  await expect.poll(async () => (await cut()).status, patient).toBe("stopped");
  const stopped = await cut();
  expect(stopped.problem).toMatch(/^The upload was cut off/);
  expect((await ledger()).calls).toBe(stopped.booked?.recorded);
  expect(stopped.booked?.recorded).toBeLessThan(rows);

  const done = await sent(id, "book", file);
  expect(done).toMatchObject({
    status: "done",
    earlierCalls: stopped.booked?.recorded,
    booked: { recorded: rows - (stopped.booked?.recorded ?? 0), duplicate: stopped.booked?.recorded, refused: 0 },
  });
  expect(await ledger()).toMatchObject({
    calls: rows,
    costNanos: String(sumTo(rows) * 1_000n),
    inputTokens: String(sumTo(rows)),
  });
  expect(BigInt(done.earlierNanos) + BigInt(done.booked?.costNanos ?? 0)).toBe(sumTo(rows) * 1_000n);
  expect(await reconcile()).toEqual([]);
});

test("a server that is killed on the way leaves an import that says so; another server goes on with it", async () => {
  const { ann, ctx, prepared, sent, ledger } = await importScene(api.url);
  const rows = longRows;
  const file = longTable();
  const id = await prepared("long.csv", file.length);
  await sent(id, "check", file);
  const doomed = await testServer();
  const broken = cutOff(doomed.url, ctx.orgId, ann, id, file);
  await somethingBooked(ctx.orgId);
  await doomed.kill();
  await broken;
  const later = new Date(Date.now() + 40_000);
  const [seen] = (await listImports({ orgId: ctx.orgId, now: later })).items;
  expect(seen?.status).toBe("stopped");
  const done = await sent(id, "book", file);
  expect(done.status).toBe("done");
  expect(await ledger()).toMatchObject({ calls: rows, costNanos: String(sumTo(rows) * 1_000n) });
});

test("cancelled on the way: what was booked stands and is told, nothing more is; cancelled before, it is forgotten", async () => {
  const { ann, ctx, prepared, sent, ledger } = await importScene(api.url);
  const file = longTable();
  const id = await prepared("long.csv", file.length);
  await sent(id, "check", file);
  let sentSoFar = 0;
  async function* slowly() {
    for (; sentSoFar < file.length; sentSoFar += 100_000) {
      yield file.subarray(sentSoFar, sentSoFar + 100_000);
      if (sentSoFar < 5 * megabyte) continue;
      await somethingBooked(ctx.orgId);
      if (sentSoFar === 5 * megabyte) expect((await ann.mutate("imports.cancel", { id })).error).toBeUndefined();
      else await new Promise((resolve) => setTimeout(resolve, 700));
    }
  }
  const answer = await sent(id, "book", streamOf(slowly())).catch(() => null);
  expect(answer?.status ?? "cancelled").toBe("cancelled");
  const { data } = await ann.query("imports.get", { id });
  expect(data).toMatchObject({ status: "cancelled" });
  const { calls } = await ledger();
  expect(calls).toBeLessThan(longRows);
  expect((await ann.fetch(`/api/imports/${id}/book`, { method: "POST", body: file })).status).toBe(409);
  expect((await ledger()).calls).toBe(calls);

  const unused = await prepared("other.csv", file.length);
  expect((await ann.mutate("imports.cancel", { id: unused })).error).toBeUndefined();
  expect((await ann.query("imports.get", { id: unused })).error).toBeDefined();
});

test("60 MB are read as they arrive: what is held at any time does not grow with the file", async () => {
  const { ann, prepared } = await importScene(api.url);
  const { setFlagsFromString } = await import("node:v8");
  const { runInNewContext } = await import("node:vm");
  setFlagsFromString("--expose-gc");
  const gc: () => void = runInNewContext("gc");
  const words = "x".repeat(2_000);
  const line = (n: number) =>
    `${JSON.stringify({ type: "assistant", sessionId: "s", requestId: `r-${n}`, timestamp: "2026-11-02T08:00:00Z", message: { id: `m-${n}`, model: "claude-sonnet-4-5", content: [{ type: "text", text: words }], usage: { input_tokens: 10, output_tokens: 5 } } })}\n`;
  const perChunk = 100;
  const chunks = 300;
  const width = (n: number) => Buffer.byteLength(line(n));
  let size = 0;
  for (let n = 0; n < perChunk * chunks; n++) size += width(n);
  expect(size).toBeGreaterThan(60 * megabyte);
  const id = await prepared("session.jsonl", size);
  const held: number[] = [];
  async function* file() {
    for (let chunk = 0; chunk < chunks; chunk++) {
      yield Buffer.from(Array.from({ length: perChunk }, (_, i) => line(chunk * perChunk + i)).join(""));
      if (chunk % 30 !== 29) continue;
      gc();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      held.push(heapUsed + arrayBuffers);
    }
  }
  // By node:http: fetch keeps what it has sent of a stream.
  const upload = uploading(api.url, ann, `/api/imports/${id}/check`, size);
  const answered = once(upload, "response");
  await pipeline(file, upload);
  const [response] = await answered;
  const { checked } = JSON.parse(await text(response));
  const tokens = String(10 * perChunk * chunks);
  expect(checked).toMatchObject({ recorded: perChunk * chunks, inputTokens: tokens, refused: 0 });
  const [first = 0] = held;
  // The window of calls that may still be repeated is all that fills up; the file is six times this.
  expect(Math.max(...held) - first).toBeLessThan(40 * megabyte);
});
