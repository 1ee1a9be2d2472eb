import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { call, event, setCap } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { sendInvitation } from "#server/access/invitation-mail.ts";
import { revokeInvitation } from "#server/access/invitations.ts";
import { inviteMember } from "#server/access/invite-member.ts";
import { ensureOwner } from "#server/access/organizations.ts";
import { listDeliveries, redeliver, testWebhook } from "#server/alerts/webhook-deliveries.ts";
import { createWebhook, removeWebhook, updateWebhook } from "#server/alerts/webhook-endpoints.ts";
import { pauseAgent, resumeAgent } from "#server/catalog/pause-agent.ts";
import { registerAgent } from "#server/catalog/register-agent.ts";
import { prisma } from "#server/db.ts";
import { reserve } from "#server/enforcement/reserve.ts";
import { closeEventListener } from "#server/event-listener.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { settleReservation } from "#server/ingest/settle-reservation.ts";
import { reconcile } from "#server/ledger/reconcile.ts";
import { startReprice } from "#server/ledger/reprice.ts";
import { getReprice } from "#server/ledger/reprice-queries.ts";
import { setPrice } from "#server/pricing/set-price.ts";
import { startWorker } from "./worker.ts";

type Received = { path: string; headers: Record<string, string>; body: string };
const received: Received[] = [];
const mails: string[] = [];
let endpoint: Server;
let url: string;
let mailServer: SMTPServer;
let stopWorker: () => Promise<void>;
/** How many further requests the endpoint fails. */
let failures = 0;
/** What an endpoint that hangs never answered. */
const hanging: ServerResponse[] = [];

beforeAll(async () => {
  endpoint = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    if (request.url === "/hangs") {
      hanging.push(response);
      return;
    }
    const fails = failures > 0;
    if (fails) failures--;
    else
      received.push({
        path: request.url ?? "",
        headers: request.headers as Record<string, string>,
        body: Buffer.concat(parts).toString(),
      });
    response.writeHead(fails ? 500 : 204).end();
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`;
  mailServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _session, done) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        mails.push(Buffer.concat(parts).toString());
        done();
      });
    },
  });
  await new Promise<void>((resolve) => mailServer.listen(0, "127.0.0.1", resolve));
  vi.stubEnv("SMTP_URL", `smtp://127.0.0.1:${(mailServer.server.address() as AddressInfo).port}`);
  vi.stubEnv("PURSER_PRIVATE_WEBHOOKS", "true");
  stopWorker = await startWorker();
});
afterAll(async () => {
  await stopWorker();
  await closeEventListener();
  endpoint.close();
  mailServer.close();
});

const until = (what: () => unknown) => vi.waitFor(() => expect(what()).toBeTruthy(), { timeout: 30_000, interval: 50 });
const of = (path: string) => received.filter((request) => request.path === path);

test("a crossed threshold reaches the webhook, signed, and the owners by e-mail", async () => {
  const ctx = await testOrganization();
  const email = `owner-${ctx.orgId}@example.com`;
  await ensureOwner({ input: { email, organization: { id: ctx.orgId } }, now: ctx.now });
  const { secret } = await createWebhook({ ctx, input: { url: `${url}/crossed`, events: ["BudgetThresholdCrossed"] } });
  await setCap(ctx, {
    scope: "organization",
    window: "month",
    limit: 1_000_000_000n,
    onExceeded: ["notify", "webhook", "pause"],
  });
  await createWebhook({ ctx, input: { url: `${url}/in-order` } });
  await recordEvents({
    ctx,
    events: ["a1", "a2", "a3", "a4"].map((agentId) => event(agentId === "a1" ? 0.97 : 0, { agentId })),
  });
  await until(() => of("/crossed").length === 1);
  const [request] = of("/crossed");
  const told = new Webhook(secret).verify(request?.body ?? "", request?.headers ?? {});
  expect(told).toMatchObject({
    type: "BudgetThresholdCrossed",
    data: { level: "critical", limit: 1, value: 0.97, pct: 97 },
  });
  expect(() =>
    new Webhook(`whsec_${Buffer.from("another").toString("base64")}`).verify(
      request?.body ?? "",
      request?.headers ?? {},
    ),
  ).toThrow();
  await until(() => mails.some((mail) => mail.includes(email)));
  const mail = mails.find((mail) => mail.includes(email))?.replace(/=\r\n|\r\n (?=\S)/g, "");
  expect(mail).toContain(`Critical: Test ${ctx.orgId} has used 97% of its monthly limit of $1.00.`);
  expect(mail).toContain("$0.97 of $1.00 used in ");
  expect(mail).toContain("Consider pausing non-essential work.");
  // The cause comes first, then whom it paused.
  await recordEvents({ ctx, events: [event(0.1)] });
  await until(() => of("/in-order").length === 6);
  expect(of("/in-order").map(({ body }) => JSON.parse(body).type)).toEqual([
    ...Array(2).fill("BudgetThresholdCrossed"),
    ...Array(4).fill("AgentPaused"),
  ]);
});

test("an invitation is mailed to the invited address, unless it was withdrawn before", async () => {
  const ctx = await testOrganization();
  const email = `owner-${ctx.orgId}@example.com`;
  await ensureOwner({ input: { email, organization: { id: ctx.orgId } }, now: ctx.now });
  const { id } = await prisma().user.findUniqueOrThrow({ where: { email } });
  const asOwner = { ...ctx, actor: { kind: "user", id, email, role: "owner" } as const };
  const invited = `ann-${ctx.orgId}@example.com`;
  const invitation = await inviteMember({ ctx: asOwner, input: { email: invited, role: "finance" } });
  expect(invitation.mailed).toBe(true);
  await until(() => mails.some((mail) => mail.includes(invited)));
  const mail = mails.find((mail) => mail.includes(invited))?.replace(/=\r\n/g, "");
  expect(mail).toContain(`Owner invites you to join Test ${ctx.orgId} on Purser, with the role finance.`);
  expect(mail).toContain(`/accept-invitation/${invitation.id}`);

  await revokeInvitation({ ctx: asOwner, input: { email: invited } });
  const before = mails.length;
  await sendInvitation({ invitationId: invitation.id });
  expect(mails).toHaveLength(before);
});

test("a budget that names no webhook tells none; Slack gets a sentence with names, programs get them beside the ids", async () => {
  const ctx = await testOrganization();
  await createWebhook({ ctx, input: { url: `${url}/json` } });
  await createWebhook({ ctx, input: { url: `${url}/slack`, format: "slack" } });
  await setCap(ctx, {
    scope: "project",
    projectId: "web",
    scopeId: "web",
    window: "month",
    limit: 1n,
    onExceeded: ["notify"],
  });
  await setCap(ctx, { scope: "agent", scopeId: "a1", window: "day", limit: 1_000_000_000n, onExceeded: ["webhook"] });
  await registerAgent({ ctx, input: { id: "a1", name: "Scout", agentType: "research", projectId: "web" } });
  await recordEvents({ ctx, events: [event(0.8)] });
  await until(() => of("/slack").length === 1);
  expect(JSON.parse(of("/slack")[0]?.body ?? "")).toEqual({
    text: "Warning: Scout has used 80% of its daily limit of $1.00.",
  });
  await until(() => of("/json").length === 1);
  expect(JSON.parse(of("/json")[0]?.body ?? "").data).toMatchObject({
    scope: "agent",
    scopeId: "a1",
    scopeName: "Scout",
    agentName: "Scout",
    level: "warning",
    value: 0.8,
  });
});

test("a failed delivery is tried again, and every attempt is in the log; it can be sent once more", async () => {
  const ctx = await testOrganization();
  const { id } = await createWebhook({ ctx, input: { url: `${url}/flaky` } });
  failures = 1;
  await testWebhook({ ctx, id });
  await until(() => of("/flaky").length === 1);
  await vi.waitFor(async () => {
    const [delivery] = await listDeliveries(ctx, id, { limit: 10 });
    expect(delivery).toMatchObject({
      eventType: "Test",
      status: "delivered",
      attempts: 2,
      responseStatus: 204,
      error: null,
    });
  });
  const [delivery] = await listDeliveries(ctx, id, { limit: 10 });
  await redeliver({ ctx, id: delivery?.id ?? "" });
  await until(() => of("/flaky").length === 2);
  expect(of("/flaky")[1]?.headers["webhook-id"]).toBe(of("/flaky")[0]?.headers["webhook-id"]);
});

test("an endpoint that hangs delays nobody: caps are asked, calls recorded and others told meanwhile", async () => {
  const ctx = await testOrganization();
  const other = await testOrganization();
  const hangs = await createWebhook({ ctx, input: { url: `${url}/hangs` } });
  const { id } = await createWebhook({ ctx: other, input: { url: `${url}/others` } });
  await registerAgent({ ctx, input: { id: "a1", projectId: "web" } });
  // More than the worker has hands.
  for (let i = 0; i < 6; i++) {
    await pauseAgent({ ctx, agentId: "a1" });
    await resumeAgent({ ctx, agentId: "a1" });
  }
  await until(() => hanging.length > 0);
  // Who tries it by hand does not wait behind them.
  await testWebhook({ ctx, id: hangs.id });
  await until(() => hanging.length > 1);
  await setCap(ctx, {
    scope: "organization",
    window: "month",
    limit: 1_000_000_000n,
    onExceeded: ["webhook", "block"],
  });
  expect(await reserve({ ctx, input: { ...call, id: "r", amount: 1 } })).toMatchObject({ decision: "allow" });
  expect(await settleReservation({ ctx, id: "r", event: event(1) })).toMatchObject({ late: false });
  expect(await reserve({ ctx, input: { ...call, amount: 1 } })).toMatchObject({ code: "budget_exceeded" });
  await testWebhook({ ctx: other, id });
  await until(() => of("/others").length === 1);
  // Of the twelve one is under way at a time, beside the test.
  const begun = hanging.length;
  const answered = await listDeliveries(ctx, hangs.id, { limit: 20 });
  expect(begun - answered.filter(({ attempts }) => attempts > 0).length).toBeLessThanOrEqual(2);
  await removeWebhook({ ctx, id: hangs.id });
  for (const response of hanging) response.destroy();
});

test("a webhook is changed and turned off: its secret stays, and off it is told nothing but tests", async () => {
  const ctx = await testOrganization();
  await registerAgent({ ctx, input: { id: "a1", projectId: "web" } });
  const { id, secret } = await createWebhook({ ctx, input: { url: `${url}/before` } });
  const change = (input: object) => updateWebhook({ ctx, id, input });
  await pauseAgent({ ctx, agentId: "a1" });
  await until(() => of("/before").length === 1);
  const [told] = await listDeliveries(ctx, id, { limit: 1 });
  expect(await change({ enabled: false })).toMatchObject({ enabled: false, url: `${url}/before`, events: [] });
  await resumeAgent({ ctx, agentId: "a1" });
  await expect(redeliver({ ctx, id: told?.id ?? "" })).rejects.toMatchObject({ code: "conflict" });
  await testWebhook({ ctx, id });
  await until(() => of("/before").length === 2);
  expect(JSON.parse(of("/before")[1]?.body ?? "").type).toBe("Test");

  await change({ enabled: true, url: `${url}/after`, events: ["AgentPaused"] });
  await pauseAgent({ ctx, agentId: "a1" });
  await until(() => of("/after").length === 1);
  const [request] = of("/after");
  expect(new Webhook(secret).verify(request?.body ?? "", request?.headers ?? {})).toMatchObject({
    type: "AgentPaused",
  });
  expect(of("/before")).toHaveLength(2);
  const changes = await prisma().auditEntry.findMany({
    where: { orgId: ctx.orgId, action: "webhook.update" },
    orderBy: { id: "asc" },
  });
  expect(changes.map(({ before }) => before)).toEqual([
    { url: `${url}/before`, enabled: true },
    { url: `${url}/before`, events: [], enabled: false },
  ]);
  await expect(change({ url: "https://ann:secret@example.com/" })).rejects.toMatchObject({
    code: "validation_failed",
    errors: [{ path: "url" }],
  });
  const other = await testOrganization();
  await expect(updateWebhook({ ctx: other, id, input: { enabled: false } })).rejects.toMatchObject({
    code: "not_found",
  });
});

test("a reprice is done batch by batch by the worker; one that cannot succeed ends with its reason, and what it did stays", async () => {
  const ctx = await testOrganization();
  const name = { provider: "in-house", model: "house-7b" };
  const ofHouse = { projectId: "web", agentId: "a", ...name, outputTokens: 0 };
  const events = Array.from({ length: 1_200 }, (_, i) => ({ ...ofHouse, id: `w${i}`, inputTokens: 1000 }));
  await recordEvents({ ctx, events });
  await setPrice({ ctx, input: { ...name, effectiveFrom: "2026-01-01", input: "2", output: "0" } });
  const range = { ...name, from: "2026-01-01T00:00:00Z", to: null };
  const over = async (id: string) => {
    await vi.waitFor(async () => expect((await getReprice(ctx, id)).status).not.toBe("running"), { timeout: 30_000 });
    return getReprice(ctx, id);
  };
  const done = await over(await startReprice({ ctx, input: { ...range, include: "unpriced" } }));
  expect(done).toMatchObject({ status: "done", calls: 1200, after: "2.4", problem: null });

  const soon = new Date(ctx.now.getTime() + 60_000).toISOString();
  // At the highest price a sum of these is more than can be kept.
  await recordEvents({ ctx, events: [{ ...ofHouse, id: "huge", inputTokens: 1e12, occurredAt: soon }] });
  await setPrice({ ctx, input: { ...name, effectiveFrom: "2026-01-01", input: "100000", output: "0" } });
  const failed = await over(await startReprice({ ctx, input: { ...range, include: "all" } }));
  expect(failed).toMatchObject({ status: "failed", calls: 1000, problem: expect.stringContaining("Reprice again") });
  expect((await reconcile()).filter(({ orgId }) => orgId === ctx.orgId)).toEqual([]);
});
