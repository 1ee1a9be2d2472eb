import { afterAll, beforeAll, expect, test } from "vitest";
import { expectedAccess, type Scene } from "#scripts/expected-access.ts";
import { event, setCap } from "#scripts/test-caps.ts";
import { type TestPerson, testPerson, testPersonAgain } from "#scripts/test-person.ts";
import { createApiKey } from "#server/access/api-keys.ts";
import { inviteMember } from "#server/access/invite-member.ts";
import { systemCtx } from "#server/access/organizations.ts";
import { testWebhook } from "#server/alerts/webhook-deliveries.ts";
import { createWebhook } from "#server/alerts/webhook-endpoints.ts";
import { createProject } from "#server/catalog/create-project.ts";
import { type Role, roles } from "#server/context.ts";
import { pool, prisma } from "#server/db.ts";
import { reserve } from "#server/enforcement/reserve.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { prepareImport } from "#server/ingest/uploads/prepare-import.ts";
import { startWorker } from "#server/jobs/worker.ts";
import { type RunningServer, startServer } from "#server/main.ts";
import { setPrice } from "#server/pricing/set-price.ts";
import { appRouter } from "./router.ts";

// Every procedure there is, over HTTP, by everybody: who may is answered, nobody else learns or changes anything.
const orgId = "matrix";
type Kind = "query" | "mutation" | "subscription";
const kinds = Object.entries(appRouter._def.procedures as unknown as Record<string, { _def: { type: Kind } }>).map(
  ([path, { _def }]): [string, Kind] => [path, _def.type],
);

let server: RunningServer;
let scene: Scene;
let people: Record<Role, TestPerson>;
let strangers: Record<string, Pick<TestPerson, "fetch">>;

beforeAll(async () => {
  // What a worker needs is there, but none works: only who calls changes rows.
  const stopWorker = await startWorker();
  await stopWorker();
  server = await startServer({ port: 0, host: "127.0.0.1", pages: false });
  people = {} as Record<Role, TestPerson>;
  for (const role of roles) people[role] = await testPerson(server.url, orgId, role);
  await testPerson(server.url, "elsewhere", "owner");
  const homeless = await testPerson(server.url, "left", "member");
  await prisma().member.deleteMany({ where: { userId: homeless.email } });
  strangers = {
    "signed out": {
      fetch: (path, init) =>
        fetch(`${server.url}${path}`, { ...init, headers: { origin: server.url, ...init?.headers } }),
    },
    "in no organisation": await testPersonAgain(server.url, homeless.email),
    "of another organisation": await testPersonAgain(server.url, "owner-elsewhere@example.com"),
  };
  scene = await fill();
}, 120_000);
afterAll(() => server.close());

/** Something of everything. Only what is never sent says “classified”. */
async function fill(): Promise<Scene> {
  const ctx = await systemCtx({ orgId, by: "test", now: new Date() });
  await prisma().organization.update({ where: { id: orgId }, data: { name: "Classified Organisation" } });
  await createProject({ ctx, input: { id: "web", name: "Classified Project" } });
  const call = {
    agentId: "bot",
    agentType: "research",
    runId: "run-1",
    jobId: "job-1",
    sessionId: "classified-session",
  };
  await recordEvents({
    ctx,
    events: [event(1, { ...call, id: "call-1" }), event(2, { ...call, model: "classified-model" })],
  });
  await prisma().agent.updateMany({ where: { orgId }, data: { name: "Classified Agent" } });
  await setCap(ctx, {
    id: "cap",
    scope: "agent",
    scopeId: "bot",
    window: "month",
    limit: 4_000_000_000n,
    onExceeded: ["approval"],
  });
  const asked = await reserve({ ctx, input: { id: "hold-1", projectId: "web", agentId: "bot", amount: 5 } });
  const webhook = await createWebhook({ ctx, input: { url: "https://classified.example/hook" } });
  await testWebhook({ ctx, id: webhook.id });
  const delivery = await prisma().webhookDelivery.findFirstOrThrow({ where: { orgId } });
  const key = await createApiKey({ ctx, input: { name: "classified key", scopes: ["read"] } });
  await inviteMember({ ctx, input: { email: "invited@example.com" } });
  const victim = "classified-victim";
  await prisma().user.create({ data: { id: victim, email: `${victim}@example.com`, name: "Classified Victim" } });
  await prisma().member.create({ data: { id: victim, organizationId: orgId, userId: victim, role: "member" } });
  const price = {
    provider: "openai",
    model: "classified-model",
    effectiveFrom: "2026-01-01T00:00:00Z",
    input: "1",
    output: "2",
  };
  const { row } = await setPrice({ ctx, input: price });
  const options = { projectId: "web" };
  const named = { fileName: "classified.csv", fileSize: 10, options };
  const fileImport = await prepareImport({ ctx, input: named });
  const approval = await prisma().approval.findFirstOrThrow({ where: { orgId } });
  expect(asked).toMatchObject({ decision: "approval_required" });
  return {
    victim,
    webhook: webhook.id,
    delivery: delivery.id,
    key: key.id,
    approval: approval.id,
    price: row.id,
    fileImport: fileImport.id,
  };
}

type Answer = { code: string | null; text: string };

/** Calls a procedure as a page does; `code` is null where it was answered. */
async function call(person: Pick<TestPerson, "fetch">, path: string, kind: Kind): Promise<Answer> {
  const { input } = expectedAccess[path] ?? {};
  const json = JSON.stringify(typeof input === "function" ? input(scene) : input);
  const search = json === undefined || kind === "mutation" ? "" : `?input=${encodeURIComponent(json)}`;
  const closing = new AbortController();
  const response = await person.fetch(`/api/trpc/${path}${search}`, {
    signal: closing.signal,
    ...(kind === "subscription" && { headers: { accept: "text/event-stream" } }),
    ...(kind === "mutation" && { method: "POST", headers: { "content-type": "application/json" }, body: json ?? "{}" }),
  });
  const text = kind === "subscription" ? await firstWords(response) : await response.text();
  closing.abort();
  const error = /"appCode":"(\w+)"/.exec(text)?.[1] ?? null;
  return { code: response.ok ? error : (error ?? `status ${response.status}`), text };
}

/** A stream as far as its first message, or its error. */
async function firstWords(response: Response): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const part of response.body ?? []) {
    text += decoder.decode(part, { stream: true });
    if (/^data: |"appCode":/m.test(text.replace(/event: connected\ndata: .*\n/, ""))) break;
  }
  return text;
}

/** A fingerprint of every row of the organisation, by table. */
async function rowsOf(): Promise<Record<string, string>> {
  const { rows: tables } = await pool().query<{ name: string; column: string }>(
    `SELECT table_name AS name, column_name AS column FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name IN ('org_id', 'organization_id')`,
  );
  const found: Record<string, string> = {};
  for (const { name, column } of tables) {
    const { rows } = await pool().query<{ print: string }>(
      `SELECT count(*) || ' ' || md5(coalesce(string_agg(t::text, ' ' ORDER BY t::text), '')) AS print
       FROM "${name}" t WHERE t."${column}" = $1`,
      [orgId],
    );
    found[name] = rows[0]?.print ?? "";
  }
  return found;
}

test("nobody else is answered: not whoever is signed out, in no organisation, or of another role; and nothing changes", async () => {
  const before = await rowsOf();
  for (const [path, kind] of kinds) {
    const allowed = expectedAccess[path]?.roles ?? [];
    const refused = roles.filter((role) => !allowed.includes(role));
    for (const role of refused) {
      expect([path, role, (await call(people[role], path, kind)).code]).toEqual([path, role, "forbidden"]);
    }
    for (const [who, code] of [
      ["signed out", "unauthenticated"],
      ["in no organisation", "forbidden"],
    ] as const) {
      const stranger = strangers[who];
      if (stranger) expect([path, who, (await call(stranger, path, kind)).code]).toEqual([path, who, code]);
    }
  }
  expect(await rowsOf()).toEqual(before);
});

test("an owner of another organisation learns and changes nothing by the ids of this one", async () => {
  const before = await rowsOf();
  const stranger = strangers["of another organisation"];
  for (const [path, kind] of kinds) {
    if (!stranger || path === "members.leave") continue;
    const { code, text } = await call(stranger, path, kind);
    expect([path, code]).not.toEqual([path, "internal"]);
    expect(text, path).not.toMatch(/classified/i);
  }
  expect(await rowsOf()).toEqual(before);
});

test("whoever may is answered", async () => {
  const last = (path: string) => Number(path === "members.leave");
  for (const [path, kind] of kinds.toSorted(([a], [b]) => last(a) - last(b))) {
    for (const role of expectedAccess[path]?.roles ?? []) {
      const { code } = await call(people[role], path, kind);
      // A read succeeds. What was changed a moment ago may be gone, or may not be done twice.
      const fine = kind === "mutation" ? [null, "conflict", "not_found"] : [null, ...(reads[path] ?? [])];
      expect(fine, `${path} by ${role}: ${code}`).toContain(code);
    }
  }
});

/** Reads of what a mutation took away before, or of what the scene has none of. */
const reads: Record<string, string[]> = {
  "budgets.get": ["not_found"],
  "imports.get": ["not_found"],
  "prices.repriceStatus": ["not_found"],
  "webhooks.deliveries": ["not_found"],
};
