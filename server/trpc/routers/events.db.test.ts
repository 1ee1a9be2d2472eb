import { type ChildProcess, spawn } from "node:child_process";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { event, setCap } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { type TestPerson, testPerson } from "#scripts/test-person.ts";
import type { Ctx } from "#server/context.ts";
import { pool } from "#server/db.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { announceEvents } from "#server/outbox.ts";

const serve = `
  const { startServer } = await import("./server/main.ts");
  const { url } = await startServer({ port: 0, host: "127.0.0.1", pages: false });
  process.send(url);
  process.once("disconnect", () => process.exit());
`;

let processes: ChildProcess[];
let urls: string[];
let ctx: Ctx;
let people: TestPerson[];

beforeAll(async () => {
  const started = [0, 1].map(() => {
    const options = ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", serve];
    const child = spawn(process.execPath, options, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    const url = new Promise<string>((resolve) => child.once("message", (message) => resolve(String(message))));
    return { child, url };
  });
  processes = started.map(({ child }) => child);
  urls = await Promise.all(started.map(({ url }) => url));
}, 60_000);
afterAll(() => {
  for (const child of processes) child.kill();
});

beforeEach(async () => {
  ctx = await testOrganization();
  await setCap(ctx, { scope: "organization", window: "month", limit: 10_000_000_000n, onExceeded: ["notify"] });
  const owner = await testPerson(urls[0] ?? "", ctx.orgId, "owner");
  people = urls.map((url) => ({
    ...owner,
    fetch: (path, init) =>
      fetch(`${url}${path}`, { ...init, headers: { cookie: owner.cookie, origin: url, ...init?.headers } }),
  }));
});

type Message = { id: string; levels: unknown[]; spent: string[] };

/** The stream as a browser reads it: messages with their ids, until it is closed from either side. */
async function listen(person: TestPerson | undefined, lastEventId?: string) {
  const closing = new AbortController();
  const input = encodeURIComponent(JSON.stringify({ lastEventId }));
  const response = await person?.fetch(`/api/trpc/events.live?input=${input}`, {
    headers: { accept: "text/event-stream" },
    signal: closing.signal,
  });
  const messages: Message[] = [];
  let wake = () => {};
  const ended = (async () => {
    let text = "";
    for await (const part of response?.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(block)?.[1];
        const id = field("id");
        if (id === undefined || field("event")) continue;
        const { events, spent } = JSON.parse(field("data") ?? "{}");
        const levels = events.map(({ payload }: { payload: Record<string, unknown> }) => payload.level);
        messages.push({ id, levels, spent });
      }
      wake();
    }
  })().catch(() => {});
  const until = async (true_: () => boolean) => {
    while (!true_()) await new Promise<void>((resolve) => (wake = resolve));
  };
  const seen = () => messages.flatMap(({ levels }) => levels);
  const spentIn = (projectId: string) => until(() => messages.some(({ spent }) => spent.includes(projectId)));
  await until(() => messages.length > 0);
  const close = () => {
    closing.abort();
    return ended;
  };
  return { messages, seen, ended, close, spentIn, sees: (count: number) => until(() => seen().length >= count) };
}

const spend = async (cost: number) => {
  expect((await recordEvents({ ctx, events: [event(cost)] })).accepted).toBe(1);
};

test("what one process records reaches the browsers of each, once, and those of no other organisation", async () => {
  const stranger = await testOrganization();
  const elsewhere = await listen(await testPerson(urls[0] ?? "", stranger.orgId, "owner"));
  const streams = await Promise.all(people.map((person) => listen(person)));
  await spend(8);
  await Promise.all(streams.map((stream) => stream.sees(1)));
  await spend(1.6);
  await Promise.all(streams.map((stream) => stream.sees(2)));
  await spend(1);
  await Promise.all(streams.map((stream) => stream.sees(3)));
  // Which project spent is said too, whether or not anything else follows from it.
  await Promise.all(streams.map((stream) => stream.spentIn("web")));
  for (const stream of streams) expect(stream.seen()).toEqual(["warning", "critical", "exceeded"]);
  expect(elsewhere.seen()).toEqual([]);
  expect(elsewhere.messages.flatMap(({ spent }) => spent)).not.toContain("web");
  await Promise.all([elsewhere, ...streams].map((stream) => stream.close()));
});

test("after a lost connection another process goes on where the last message ended", async () => {
  const first = await listen(people[0]);
  await spend(8);
  await first.sees(1);
  const lastId = first.messages.at(-1)?.id;
  await first.close();
  await spend(1.6);
  const second = await listen(people[1], lastId);
  await second.sees(1);
  await spend(1);
  await second.sees(2);
  expect(second.seen()).toEqual(["critical", "exceeded"]);
  await second.close();
});

test("an event whose transaction began earlier and ends later is not passed over", async () => {
  const insert = "INSERT INTO domain_events (org_id, id, type, payload, created_at) VALUES ($1, $2, 'Test', $3, $4)";
  const stream = await listen(people[0]);
  const slow = await pool().connect();
  await slow.query("BEGIN");
  await slow.query(insert, [ctx.orgId, "slow", { level: "slow" }, new Date(Date.now() - 5_000)]);
  await pool().query(insert, [ctx.orgId, "quick", { level: "quick" }, new Date()]);
  announceEvents(ctx.orgId);
  await stream.sees(1);
  const lastId = stream.messages.at(-1)?.id;
  await stream.close();
  await slow.query("COMMIT");
  slow.release();
  const again = await listen(people[0], lastId);
  await again.sees(1);
  expect([stream.seen(), again.seen()]).toEqual([["quick"], ["slow"]]);
  await again.close();
});

test("whoever signs out is told no more; an id that is none begins anew; nobody listens without a session", async () => {
  const stream = await listen(people[0], "yesterday");
  expect(stream.seen()).toEqual([]);
  const signOut = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
  expect((await people[0]?.fetch("/api/auth/sign-out", signOut))?.ok).toBe(true);
  await spend(8);
  await stream.ended;
  expect(stream.seen()).toEqual([]);
  expect(await (await people[0]?.fetch("/api/trpc/events.live"))?.text()).toContain("You are signed out.");
});
