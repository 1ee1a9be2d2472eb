import { createOrganization, systemCtx } from "#server/access/organizations.ts";
import { audit } from "#server/audit.ts";
import { createProject } from "#server/catalog/create-project.ts";
import { projectIds } from "#server/catalog/queries.ts";
import { registerRun } from "#server/catalog/register-run.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { findInsights } from "#server/insights/find-insights.ts";
import { addDays, addMonths, dayKey, dayMs, monthFromKey } from "#server/time/window.ts";
import type { Event } from "../event.ts";
import { recordEvents } from "../record-events.ts";
import { demoOrgId, demoProjects } from "./demo-company.ts";
import { demoDay } from "./demo-day.ts";
import { withDemoLock } from "./demo-lock.ts";
import type { DemoRun } from "./demo-run.ts";
import { setDemoLimits } from "./set-demo-limits.ts";
import { setDemoRevenue } from "./set-demo-revenue.ts";

export type DemoFill = {
  /** `kept_out`: the organisation holds something else, or its demo data was removed. Nothing was done. */
  outcome: "filled" | "topped_up" | "kept_out";
  /** Events recorded by this call. */
  recorded: number;
};

export type DemoProgress = { daysDone: number; daysTotal: number; recorded: number };

/** Whole months before the one in which the demo is made, so that months can be compared. */
const historyMonths = 6;
/** A run that starts late ends after midnight, so the last days are always gone through again. */
const overlapDays = 2;
const batchSize = 5_000;
const filledAction = "demo.fill";

type FillOptions = {
  now: Date;
  /** Whole months of history of a new demo. */
  months?: number;
  /** Everything up to then is known to be there. */
  since?: Date;
  onProgress?: (progress: DemoProgress) => void;
};

/**
 * Fills the organisation "demo" with six whole months of generated calls and the current one up to `now`, through the
 * same `recordEvents` as everyone's; or, where that was done before, adds what has happened since. Killed half-way, the
 * next call goes on: every id follows from the day. Leaves alone an organisation that holds something else or whose demo
 * was removed. Two calls at once wait for each other.
 */
export function fillDemo(options: FillOptions): Promise<DemoFill> {
  return withDemoLock(() => fill(options));
}

async function fill({ now, months = historyMonths, since, onProgress = () => {} }: FillOptions): Promise<DemoFill> {
  const demo = await openDemo(now);
  if (!demo) return { outcome: "kept_out", recorded: 0 };
  const { ctx, madeOn } = demo;

  const begin = dayKey(monthFromKey(addMonths(madeOn.slice(0, 7), -months)).start);
  const first = since ? addDays(dayKey(since), -overlapDays) : await firstDay(ctx, begin);
  const isNew = (at: Date) => at <= now && (!since || at > since);
  const today = dayKey(now);
  const daysTotal = Math.max(1, (Date.parse(today) - Date.parse(first)) / dayMs + 1);
  let daysDone = 0;
  let recorded = 0;
  let events: Event[] = [];
  let runs: DemoRun[] = [];
  const flush = async () => {
    recorded += await record(ctx, events);
    await registerRuns(ctx, runs);
    events = [];
    runs = [];
    onProgress({ daysDone, daysTotal, recorded });
  };

  for (let day = first; day <= today; day = addDays(day, 1)) {
    const made = demoDay(day, madeOn);
    events.push(...made.events.filter((event) => isNew(new Date(event.occurredAt ?? 0))));
    runs.push(...made.runs.filter((run) => isNew(run.startedAt) || isNew(run.finishedAt)));
    daysDone++;
    if (events.length >= batchSize) await flush();
  }
  await flush();
  return { outcome: await finish(ctx, months), recorded };
}

async function openDemo(now: Date): Promise<{ ctx: Ctx; madeOn: string } | null> {
  const exists = await prisma().organization.findUnique({ where: { id: demoOrgId } });
  const by = "demo data";
  const ctx = exists
    ? await systemCtx({ orgId: demoOrgId, by, now })
    : await createOrganization({ by, input: { id: demoOrgId, name: "Demo" }, now });
  const settings = await prisma().orgSettings.findUniqueOrThrow({ where: { orgId: ctx.orgId } });
  const present = await projectIds(ctx);
  if (!settings.demo) {
    const wasDemo = await prisma().auditEntry.findFirst({ where: { orgId: ctx.orgId, action: "demo.remove" } });
    if (wasDemo || present.size > 0) return null;
    await prisma().orgSettings.update({ where: { orgId: ctx.orgId }, data: { demo: true, updatedAt: now } });
  }
  for (const { id, name } of demoProjects) if (!present.has(id)) await createProject({ ctx, input: { id, name } });
  return { ctx, madeOn: dayKey(settings.createdAt) };
}

async function firstDay(ctx: Ctx, begin: string): Promise<string> {
  const last = await prisma().creditTransaction.findFirst({
    where: { orgId: ctx.orgId, projectId: { in: demoProjects.map(({ id }) => id) }, id: { startsWith: "demo-" } },
    orderBy: { occurredAt: "desc" },
    select: { occurredAt: true },
  });
  const resume = last ? addDays(dayKey(last.occurredAt), -overlapDays) : begin;
  return resume > begin ? resume : begin;
}

/** Conflicts are days that an earlier version generated otherwise: what stands in the ledger stands. */
async function record(ctx: Ctx, events: Event[]): Promise<number> {
  let recorded = 0;
  for (let i = 0; i < events.length; i += batchSize) {
    const { accepted, rejected } = await recordEvents({ ctx, events: events.slice(i, i + batchSize) });
    recorded += accepted;
    const bad = rejected.find((rejection) => rejection.code !== "conflict");
    if (bad) throw new Error(`Demo event ${bad.id} was refused: ${bad.message}`);
  }
  return recorded;
}

async function registerRuns(ctx: Ctx, runs: DemoRun[]): Promise<void> {
  const waiting = runs.values();
  const worker = async () => {
    for (const run of waiting) {
      const isOver = run.finishedAt <= ctx.now;
      await registerRun({
        ctx,
        input: {
          id: run.id,
          projectId: run.projectId,
          trigger: run.trigger,
          status: isOver ? run.status : "running",
          startedAt: run.startedAt.toISOString(),
          ...(isOver && { finishedAt: run.finishedAt.toISOString() }),
        },
      });
    }
  };
  await Promise.all(Array.from({ length: 6 }, worker));
}

/** Limits and revenue are set and insights found once, when the demo is complete: whoever clears one of them afterwards meant it. */
async function finish(ctx: Ctx, months: number): Promise<"filled" | "topped_up"> {
  const before = await prisma().auditEntry.findFirst({ where: { orgId: ctx.orgId, action: filledAction } });
  if (before) return "topped_up";
  await setDemoLimits(ctx);
  if (months > 0) await setDemoRevenue(ctx, months);
  await findInsights({ ctx });
  await prisma().$transaction((tx) => audit(tx, ctx, { action: filledAction, target: ctx.orgId }));
  return "filled";
}
