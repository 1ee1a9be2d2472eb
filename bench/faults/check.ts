import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Ctx } from "#server/context.ts";
import { pool, prisma } from "#server/db.ts";
import { reconcile } from "#server/ledger/reconcile.ts";
import { createCaller } from "./caller.ts";
import { type Acknowledged, abandonedSeconds, type EventSent } from "./calls.ts";
import { comparable } from "./load.ts";
import { toldLimit, toldThresholds } from "./stage.ts";
import type { WebhookReceiver } from "./webhook-receiver.ts";

/** What is looked at after a fault; each with what was found wrong, in words. */
export const checks = ["lost", "twice", "caps", "holds", "sums", "alerts", "webhooks"] as const;
export type Found = Record<(typeof checks)[number], string[]>;

type Input = { ctx: Ctx; key: string; url: string; journal: string; webhooks: WebhookReceiver };

type Checked = {
  found: Found;
  entries: number;
  holds: number;
  alerts: number;
  webhooks: number;
  /** Entries of another hour than that in which they were sent. */
  jumped: number;
};

/** Compares what was acknowledged, line by line, with what the database has, once everything was answered. */
export async function check(input: Input): Promise<Checked> {
  const { ctx } = input;
  const lines = readFileSync(input.journal, "utf8")
    .trim()
    .split("\n")
    .map((line): Acknowledged => JSON.parse(line));
  const found: Found = { lost: [], twice: [], caps: [], holds: [], sums: [], alerts: [], webhooks: [] };
  await sleep(abandonedSeconds * 1000 + 500);
  await checkEntries(ctx, lines, found);
  await checkHolds(input, lines, found);
  const passed = await pool().query("SELECT * FROM passed_caps WHERE org_id = $1", [ctx.orgId]);
  found.caps = passed.rows.map(
    ({ budget_id, scope_id, used, limit }) => `${budget_id} ${scope_id}: ${used} > ${limit}`,
  );
  found.sums.push(
    ...(await reconcile())
      .filter(({ orgId }) => orgId === ctx.orgId)
      .map((one) => `${one.check}: ${one.at}: should be ${one.expected}, is ${one.found}`),
  );
  const told = await checkAlerts(input, found);
  const count = (kind: Acknowledged["kind"]) => lines.filter((line) => line.kind === kind).length;
  const jumped = lines.filter((line) => line.kind === "entry" && isOfAnotherHour(line.event)).length;
  return { found, entries: count("entry") + count("settle"), holds: count("hold"), ...told, jumped };
}

/** A play takes minutes; the clock of a client that jumps, jumps by an hour at least. */
const isOfAnotherHour = ({ occurredAt }: EventSent) =>
  occurredAt !== undefined && Math.abs(Date.now() - Date.parse(occurredAt)) > 1_800_000;

const nanos = (dollars: number) => BigInt(Math.round(dollars * 1e9));

/** Everything acknowledged is there, with what was sent; nothing else is; and the counters are its sum. */
async function checkEntries({ orgId }: Ctx, lines: Acknowledged[], found: Found): Promise<void> {
  const acknowledged = new Map<string, EventSent>();
  for (const line of lines) {
    if (line.kind !== "entry" && line.kind !== "settle") continue;
    if (acknowledged.has(line.event.id)) found.twice.push(`${line.event.id} was acknowledged twice by the client`);
    acknowledged.set(line.event.id, line.event);
  }
  const rows = await prisma().creditTransaction.findMany({ where: { orgId } });
  const there = new Map(rows.map((row) => [row.id, row]));
  let sum = 0n;
  for (const [id, event] of acknowledged) {
    const row = there.get(id);
    sum += nanos(event.cost);
    if (!row) found.lost.push(`${id} was acknowledged and is not there`);
    else if (
      row.projectId !== event.projectId ||
      row.agentId !== event.agentId ||
      row.runId !== (event.runId ?? null) ||
      row.inputTokens !== BigInt(event.inputTokens) ||
      row.outputTokens !== BigInt(event.outputTokens) ||
      row.costNanos !== nanos(event.cost) ||
      (event.occurredAt !== undefined && row.occurredAt.toISOString() !== event.occurredAt)
    )
      found.lost.push(`${id} is there with other content`);
  }
  for (const id of there.keys())
    if (!acknowledged.has(id)) found.twice.push(`${id} is there and was never acknowledged`);
  const counted = await prisma().usageCounter.aggregate({
    where: { orgId, scope: "organization", window: "month" },
    _sum: { spentNanos: true, calls: true },
  });
  if ((counted._sum.spentNanos ?? 0n) !== sum || Number(counted._sum.calls ?? 0) !== acknowledged.size) {
    found.twice.push(
      `${acknowledged.size} calls of ${sum} were sent, the counters have ${JSON.stringify(counted._sum, text)}`,
    );
  }
}

const text = (_: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);

/** Every answer stands, is given again, and nothing stays held whose time is over. */
async function checkHolds({ ctx, key, url }: Input, lines: Acknowledged[], found: Found): Promise<void> {
  const { orgId } = ctx;
  const { post } = createCaller({ urls: [url], key });
  const holds = lines.filter((line) => line.kind === "hold");
  for (const { hold, status, answer } of holds.filter((_, i) => i % 10 === 0)) {
    const again = await post("/v1/reservations", hold);
    if (again.status !== status || JSON.stringify(comparable(again.body)) !== JSON.stringify(answer)) {
      found.holds.push(`${hold.id} is answered otherwise when it is asked again`);
    }
  }
  // The next reservation takes back what expired, as the worker does every minute.
  await post("/v1/reservations", { id: "last", projectId: "capped", agentId: "a1", amount: 0 });
  await post("/v1/reservations/last/release", {});
  const rows = await prisma().reservation.findMany({ where: { orgId } });
  const there = new Map(rows.map((row) => [row.id, row]));
  const ends = new Map(lines.flatMap((line) => ("id" in line ? [[line.id, line] as const] : [])));
  for (const { hold, status } of holds) {
    const row = there.get(hold.id);
    const end = ends.get(hold.id);
    const wanted = status === 402 ? "refused" : end?.kind === "settle" ? "settled" : end ? "released" : "expired";
    if (!row) found.lost.push(`${hold.id} was answered and is not there`);
    // A hold that ended before its call was settled, as one whose settlement took long: it says so.
    else if (row.status !== wanted) found.holds.push(`${hold.id} is ${row.status}, not ${wanted}`);
    else if (end?.kind === "settle" && row.transactionId !== end.event.id) found.holds.push(`${hold.id}: another call`);
  }
  const counted = await prisma().usageCounter.aggregate({ where: { orgId }, _sum: { reservedNanos: true } });
  if ((counted._sum.reservedNanos ?? 0n) !== 0n) found.holds.push(`${counted._sum.reservedNanos} is still held`);
}

/** One alert per threshold, the highest one reached among them; each told to the webhook under one id. */
async function checkAlerts({ ctx: { orgId }, webhooks }: Input, found: Found) {
  const alerts = await prisma().budgetAlert.findMany({ where: { orgId, budgetId: "told" } });
  for (const [at, same] of Map.groupBy(
    alerts,
    (one) => `${one.windowStart.toISOString().slice(0, 7)} ${one.threshold} %`,
  )) {
    if (same.length > 1) found.alerts.push(`${at} was told ${same.length} times`);
  }
  const month = new Date(new Date().toISOString().slice(0, 7));
  const counter = await prisma().usageCounter.findFirst({
    where: { orgId, scope: "project", projectId: "web", window: "month", windowStart: month },
  });
  const spent = counter?.spentNanos ?? 0n;
  const highest = toldThresholds.findLast((threshold) => spent * 100n >= toldLimit * BigInt(threshold));
  if (highest !== undefined && !alerts.some(({ threshold }) => threshold === highest))
    found.alerts.push(`${highest} % was not told`);

  const crossed = await prisma().domainEvent.findMany({ where: { orgId, type: "BudgetThresholdCrossed" } });
  const told = crossed.filter(({ payload }) => JSON.stringify(payload).includes('"told"'));
  if (told.length !== alerts.length) found.alerts.push(`${alerts.length} alerts, but ${told.length} events`);
  const missing = () => told.filter(({ id }) => !webhooks.received.has(id));
  const delivered = async () =>
    (await prisma().webhookDelivery.count({ where: { orgId, status: { not: "delivered" } } })) === 0;
  for (let turn = 0; turn < 300 && (missing().length > 0 || !(await delivered())); turn++) await sleep(200);
  for (const { id } of missing()) found.webhooks.push(`${id} never arrived`);
  if (!(await delivered())) found.webhooks.push("A delivery is still not noted as delivered");
  for (const { id } of told) {
    const bodies = webhooks.received.get(id)?.bodies.size ?? 0;
    if (bodies > 1) found.webhooks.push(`${id} arrived with ${bodies} contents`);
  }
  return { alerts: alerts.length, webhooks: told.filter(({ id }) => webhooks.received.has(id)).length };
}
