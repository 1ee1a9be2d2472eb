import { EventEmitter } from "node:events";
import { Logger, run, type Task, type TaskList } from "graphile-worker";
import { z } from "zod";
import { sendInvitation } from "#server/access/invitation-mail.ts";
import { sendInvitationTask } from "#server/access/invite-member.ts";
import { dispatchAllEvents, dispatchEvents, sendEmailTask } from "#server/alerts/dispatch-events.ts";
import { sendEmail } from "#server/alerts/email.ts";
import { raiseProjected } from "#server/alerts/raise-projected.ts";
import { sendWebhook } from "#server/alerts/send-webhook.ts";
import { deliverWebhookTask } from "#server/alerts/webhook-deliveries.ts";
import { pool } from "#server/db.ts";
import { endWhatIsOver } from "#server/enforcement/end-what-is-over.ts";
import { expireReservations, forgetRefusals } from "#server/enforcement/expire.ts";
import { toAppError } from "#server/errors.ts";
import { onEveryDomainEvent } from "#server/event-listener.ts";
import { findAllInsights } from "#server/insights/find-all-insights.ts";
import { continueReprice, failReprice, repriceTask } from "#server/ledger/reprice.ts";
import { log } from "#server/log.ts";
import { observeSeconds } from "#server/metrics.ts";
import { continuePurge, purgeDueEntries, purgeTask } from "#server/retention/purge-entries.ts";
import { inJobSpan } from "#server/tracing.ts";
import { sayWhoLives, takeBackJobs, type WorkerEvents } from "./dead-workers.ts";
import { keepRunning, type Running } from "./keep-running.ts";

const delivery = z.object({ orgId: z.string(), deliveryId: z.string() });
const email = z.object({ orgId: z.string(), eventId: z.string() });
const invitation = z.object({ invitationId: z.string() });
const purge = z.object({ orgId: z.string(), before: z.string() });
const reprice = z.object({ orgId: z.string(), id: z.string() });

const tasks: Record<string, Task> = {
  [deliverWebhookTask]: (payload) => sendWebhook(delivery.parse(payload)),
  [sendEmailTask]: (payload) => sendEmail(email.parse(payload)),
  [sendInvitationTask]: (payload) => sendInvitation(invitation.parse(payload)),
  [repriceTask]: async (payload, { job }) => {
    const asked = reprice.parse(payload);
    try {
      await continueReprice(asked);
    } catch (error) {
      const { code, message } = toAppError(error);
      const left = "What was corrected until then stays. Reprice again to go on.";
      // Another attempt may find the database again; nothing else gets better by itself.
      if (code === "unavailable" && job.attempts < job.max_attempts) throw error;
      log.error({ err: error, ...asked }, "A reprice ended early");
      await failReprice(
        asked,
        code === "internal" ? `Something went wrong on our side. ${left}` : `${message} ${left}`,
      );
    }
  },
  [purgeTask]: async (payload) => {
    await continuePurge(purge.parse(payload));
  },
  purge_due_entries: () => purgeDueEntries(new Date()),
  dispatch_events: async () => {
    await dispatchAllEvents();
  },
  expire_reservations: async () => {
    await expireReservations(new Date());
  },
  end_what_is_over: async () => {
    await endWhatIsOver(new Date());
  },
  take_back_jobs: async () => {
    await takeBackJobs();
  },
  forget_refusals: async () => {
    await forgetRefusals(new Date());
  },
  find_insights: findAllInsights,
  raise_projected: () => raiseProjected(new Date()),
};

/**
 * Every minute: what nobody was told of, holds whose time is over, pauses and requests that ended with a window, and jobs of
 * processes that are gone. Every hour: refusals of the day before, calls that are no longer kept, insights, and limits that are
 * projected to be passed and unusual days; all but the first also where no process ran in the last hour. UTC.
 */
const crontab = `* * * * * dispatch_events
* * * * * expire_reservations
* * * * * end_what_is_over
* * * * * take_back_jobs
17 * * * * forget_refusals
23 * * * * find_insights ?fill=1h&max=1
7 * * * * raise_projected ?fill=1h&max=1
41 * * * * purge_due_entries ?fill=1h&max=1`;

/** The same tasks, each counted with its time, and within a span. */
function observed(all: Record<string, Task>): TaskList {
  const entries = Object.entries(all).map(([name, task]): [string, Task] => [
    name,
    async (payload, more) => {
      const start = performance.now();
      const done = (outcome: string) =>
        observeSeconds(
          "purser_job_duration_seconds",
          `task="${name}",outcome="${outcome}"`,
          (performance.now() - start) / 1000,
        );
      try {
        const result = await inJobSpan(name, async () => task(payload, more));
        done("succeeded");
        return result;
      } catch (error) {
        done("failed");
        throw error;
      }
    },
  ]);
  return Object.fromEntries(entries);
}

/**
 * Starts the worker of this process: it delivers domain events as they come, retries what failed, and gives back expired
 * holds. As many processes as there are share the work. Returns what stops it, after the jobs under way.
 */
export async function startWorker(): Promise<() => Promise<void>> {
  const stopRunning = await keepRunning(start);
  const stop = onEveryDomainEvent((orgId) => {
    const work = orgId === null ? dispatchAllEvents() : dispatchEvents(orgId);
    work.catch((error) =>
      log.warn({ err: error, orgId }, "Could not dispatch domain events; trying again in a minute"),
    );
  });
  return async () => {
    stop();
    await stopRunning();
  };
}

/** The worker before the one that is started now, in this process: it ended, and whatever it held is free. */
let before: string | undefined;

async function start(): Promise<Running> {
  const events: WorkerEvents = new EventEmitter();
  sayWhoLives(events);
  if (before !== undefined) await takeBackJobs(before);
  events.once("pool:create", ({ workerPool }) => {
    before = workerPool.id;
  });
  const ended = new Promise((resolve) => events.once("pool:gracefulShutdown", resolve));
  const runner = await run({
    events,
    pgPool: pool(),
    taskList: observed(tasks),
    crontab,
    // Most of them wait for somebody's endpoint.
    concurrency: 8,
    pollInterval: 2_000,
    noHandleSignals: true,
    // Not awaited by the library unless it is by way of a batch: a database that goes away then would end the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    logger: new Logger(() => (level, message) => {
      if (level === "error") log.error({ job: true }, message);
      else if (level === "warning") log.warn({ job: true }, message);
      else log.debug({ job: true }, message);
    }),
  });
  return { runner, ended };
}
