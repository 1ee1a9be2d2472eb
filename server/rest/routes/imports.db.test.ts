import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApi, testApi } from "#scripts/test-api.ts";
import { callsTable, importScene, sumTo } from "#scripts/test-imports.ts";
import { type TestPerson, testPerson } from "#scripts/test-person.ts";
import { prisma } from "#server/db.ts";
import { listImports } from "#server/ingest/uploads/import-queries.ts";
import { reconcile } from "#server/ledger/reconcile.ts";

const megabyte = 1_000_000;
let api: TestApi;

beforeAll(async () => {
  api = await testApi({ environment: { PURSER_MAX_IMPORT_BYTES: String(200 * megabyte) } });
});
afterAll(() => api.close());

test("a table is checked without a trace, booked to the last digit, and what is refused can be downloaded", async () => {
  const { ann, ctx, prepared, sent, imported, ledger } = await importScene(api.url);
  const bad = [
    "x-1,yesterday,openai,gpt-4.1,10,1,0.1",
    "x-2,2026-11-02T08:00:00Z,openai,gpt-4.1,many,1,0.1",
    "x-3,2026-11-02T08:00:00Z,openai",
    "x-4,2096-11-02T08:00:00Z,openai,gpt-4.1,10,1,0.1",
    "call-3,2026-11-04T08:00:00Z,openai,gpt-4.1,77,3,0.000003",
    "call-4,2026-11-05T08:00:00Z,openai,gpt-4.1,4,4,0.000004",
    "free-1,2026-11-02T08:00:00Z,nowhere,mystery,5,1,",
  ];
  const file = `${callsTable(2_500)}${bad.join("\n")}\n`;
  const id = await prepared("=november.csv", Buffer.byteLength(file));
  const checked = await sent(id, "check", file);
  const expected = {
    ...{ read: 2_507, recorded: 2_501, duplicate: 1, skipped: 0, refused: 5, unpriced: 1 },
    costNanos: String(sumTo(2_500) * 1_000n),
    inputTokens: String(sumTo(2_500) + 5n),
    unpricedModels: [{ model: "nowhere/mystery", count: 1 }],
    months: ["2026-11"],
  };
  expect(checked).toMatchObject({ status: "checked", refusedLines: 5, checked: expected, booked: null });
  expect((await ledger()).calls).toBe(0);
  expect((await listImports(ctx)).items).toEqual([]);

  const booked = await sent(id, "book", file);
  expect(booked).toMatchObject({ status: "done", booked: expected, problem: null });
  const { calls, unpriced, ...sums } = await ledger();
  expect([calls, unpriced]).toEqual([2_501, 1]);
  expect(booked.booked).toMatchObject(sums);

  const download = await ann.fetch(`/api/exports/refused-lines.csv?import=${id}`);
  expect(download.headers.get("content-disposition")).toContain(".csv");
  const lines = (await download.text()).split("\r\n");
  expect(lines.slice(0, 5).map((line) => line.split(",").slice(0, 2).join())).toEqual([
    "File,Line",
    "'=november.csv,2502",
    "'=november.csv,2503",
    "'=november.csv,2504",
    "'=november.csv,2505",
  ]);
  expect(lines[2]).toContain('inputTokens ""many"" is not a whole number');
  expect(lines[5]).toContain("recorded before with inputTokens 3 instead of 77");

  // The very same file again: said before anything is booked, and nothing moves.
  const again = await imported("copy.csv", file);
  expect(again.checked).toMatchObject({
    importedBefore: { calls: 2_501, createdBy: ann.email },
    checked: { recorded: 0, duplicate: 2_502, refused: 5 },
  });
  expect(again.booked).toMatchObject({ status: "done", booked: { recorded: 0, duplicate: 2_502, costNanos: "0" } });
  expect((await ledger()).calls).toBe(2_501);
  const { items } = await listImports(ctx);
  expect(items.map(({ fileName, createdBy }) => [fileName, createdBy])).toEqual([
    ["copy.csv", ann.email],
    ["=november.csv", ann.email],
  ]);
  const audited = await prisma().auditEntry.findMany({
    where: { orgId: ctx.orgId, target: `import:${id}` },
    orderBy: { id: "asc" },
  });
  expect(audited.map(({ action, actor }) => [action, actor])).toEqual([
    ["import.start", ann.email],
    ["import.finish", ann.email],
  ]);
  expect(audited[1]?.after).toMatchObject({ name: "=november.csv", calls: 2_501, cost: "3.12625", refused: 5 });
  expect(await reconcile()).toEqual([]);
});

test("what is chosen on the page decides: agent, model, format; each is refused where it does not fit", async () => {
  const { ann, ctx, prepared, sent, imported } = await importScene(api.url);
  const file = "when,tokens in,tokens out\n20/11/2026 09:30,10,5\n21/11/2026 09:30,20,5\n";
  const columns = {
    fields: { occurredAt: "when", inputTokens: "tokens in", outputTokens: "tokens out" },
    ...{ order: "dmy", zone: "America/New_York", tokenUnit: 1000, only: true },
  };
  const { booked } = await imported("t.csv", file, { agentId: "nightly", model: "gpt-4.1", columns });
  expect(booked.booked).toMatchObject({ recorded: 2, inputTokens: "30000" });
  const entries = await prisma().creditTransaction.findMany({
    where: { orgId: ctx.orgId },
    orderBy: { occurredAt: "asc" },
  });
  expect(entries.map(({ agentId, model, occurredAt }) => [agentId, model, occurredAt.toISOString()])).toEqual([
    ["nightly", "gpt-4.1", "2026-11-20T14:30:00.000Z"],
    ["nightly", "gpt-4.1", "2026-11-21T14:30:00.000Z"],
  ]);
  const checkOf = async (name: string, body: string | Buffer, options: object = {}) => {
    const bytes = Buffer.from(body);
    return sent(await prepared(name, bytes.length, options), "check", bytes);
  };
  const refused = async (...args: Parameters<typeof checkOf>) => {
    const { status, problem } = await checkOf(...args);
    return [status, problem];
  };
  expect(await refused("t.csv", file, { format: "codex" })).toEqual([
    "refused",
    expect.stringContaining("cannot be read as Codex"),
  ]);
  expect(await refused("t.txt", "Dear diary, nothing happened.")).toEqual([
    "refused",
    expect.stringContaining("No known format"),
  ]);
  expect(await refused("t.xlsx", Buffer.from("PK\u0003\u0004 and so on"))).toEqual([
    "refused",
    expect.stringContaining("save the sheet as CSV"),
  ]);
  const zipped = gzipSync(callsTable(300));
  expect(await refused("t.gz", zipped.subarray(0, zipped.length - 20))).toEqual([
    "refused",
    expect.stringContaining("not whole gzip"),
  ]);
  const bomb = gzipSync(
    Buffer.alloc(210 * megabyte, `{"type":"user","sessionId":"s","text":"${"x".repeat(10_000)}"}\n`),
  );
  expect(await refused("t.gz", bomb)).toEqual(["refused", expect.stringContaining("over the limit of 200 MB")]);
  const large = { fileName: "x.csv", fileSize: 200 * megabyte + 1, options: { projectId: "web" } };
  expect((await ann.mutate("imports.prepare", large)).error?.message).toContain("over the limit of 200 MB");
  const nowhere = { fileName: "x.csv", fileSize: 10, options: { projectId: "nowhere" } };
  expect((await ann.mutate("imports.prepare", nowhere)).error?.message).toContain("no project");
});

test("gzip is read as what it holds, also from its beginning; a sample names format, columns and first calls", async () => {
  const { ann, imported } = await importScene(api.url);
  const file = callsTable(1_200);
  const { checked, booked } = await imported("calls.csv.gz", gzipSync(file));
  expect(checked.checked).toMatchObject({ recorded: 1_200, costNanos: String(sumTo(1_200) * 1_000n) });
  expect(booked.booked?.recorded).toBe(1_200);

  const sample = async (body: BodyInit, whole: boolean, options: object = {}) => {
    const input = encodeURIComponent(JSON.stringify({ fileName: "calls.csv", whole, options }));
    const response = await ann.fetch(`/api/imports/sample?input=${input}`, { method: "POST", body });
    expect(response.status).toBe(200);
    return response.json();
  };
  const zipped = gzipSync(callsTable(200_000));
  expect(await sample(zipped.subarray(0, 300_000), false)).toMatchObject({
    format: "csv",
    problem: null,
    table: {
      columns: [
        { name: "id", field: "id", samples: ["call-1", "call-2", "call-3"] },
        { field: "occurredAt" },
        {},
        {},
        {},
        {},
        {},
      ],
    },
    rows: [{ kind: "call", line: 2, model: "gpt-4.1", inputTokens: "1", costNanos: "1000" }, {}, {}, {}, {}, {}],
  });
  const german = "Datum;Modell;Input Tokens;Kosten\n13.11.2026 09:30;gpt-4.1;1.200;0,12\n";
  expect(await sample(german, true)).toMatchObject({
    format: "csv",
    table: {
      columns: [{ field: null }, { field: null }, { field: "inputTokens" }, {}],
      notation: { order: "dmy", decimalComma: true },
    },
    problem: expect.stringContaining("No column tells the time"),
  });
  expect(await sample("Date,Model,Cost\n03/04/2026,gpt-4.1,1\n", true)).toMatchObject({
    table: { notation: { order: "ambiguous", decimalComma: false } },
    rows: [{ kind: "refused", line: 2 }],
  });
  const rows = JSON.stringify([
    {
      request_id: "r-1",
      startTime: "2026-11-01T00:00:00Z",
      model: "gpt-4.1",
      prompt_tokens: 3,
      completion_tokens: 1,
      spend: 0.5,
    },
    {},
  ]);
  expect(await sample(rows.slice(0, -2), false)).toMatchObject({
    format: "litellm",
    table: null,
    rows: [{ kind: "call", costNanos: "500000000" }],
  });
  expect(await sample("\u0000\u0001", true)).toMatchObject({ format: null, rows: [] });
});

test("nobody else sends, reads or ends an import: another site's page, a member, whoever is signed out, another organisation", async () => {
  const { ann, ctx, prepared, sent } = await importScene(api.url);
  const member = await testPerson(api.url, ctx.orgId, "member");
  const file = callsTable(3);
  const id = await prepared("small.csv", file.length);
  const attempt = async (by: Pick<TestPerson, "fetch">, init: RequestInit = {}) =>
    (await by.fetch(`/api/imports/${id}/check`, { method: "POST", body: file, ...init })).status;
  expect(await attempt(ann, { headers: { "sec-fetch-site": "cross-site", origin: "https://evil.example" } })).toBe(403);
  expect(await attempt(member)).toBe(403);
  expect(await attempt({ fetch: (path, init) => fetch(`${api.url}${path}`, init) })).toBe(401);
  const { ann: stranger } = await importScene(api.url);
  expect(await attempt(stranger)).toBe(404);
  expect((await stranger.fetch(`/api/exports/refused-lines.csv?import=${id}`)).status).toBe(404);
  expect((await stranger.mutate("imports.cancel", { id })).error?.message).toContain("no such import");
  expect((await sent(id, "check", file)).checked).toMatchObject({ recorded: 3 });
});
