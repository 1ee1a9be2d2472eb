import { dayKey } from "#server/time/window.ts";
import type { LedgerEntry, SummedEntry } from "./entry.ts";
import { addEntry, nothing } from "./sum.ts";
import { sumCounters } from "./sum-counters.ts";
import { addToHour, type Hour, withOrganization } from "./sum-hours.ts";

/** An entry whose agent's type is settled. */
export type TypedEntry = LedgerEntry & { agentType: string };

/** The tables of sums, in the order in which `record_transactions` takes what is added to them. */
export const sumTables = [
  "usage_daily",
  "agent_jobs",
  "agent_sessions",
  "pipeline_runs",
  "run_monthly",
  "agents",
  "projects",
  "usage_counters",
  "usage_hourly",
] as const;

/** Rows to be added to each table of sums; named as its columns are. */
export type Sums = Record<(typeof sumTables)[number], readonly object[]>;

/**
 * What these entries, all of them new, add to every kept sum of their organisation. Summed up here and not in the
 * database, which would take several times as long and hold the organisation's sums meanwhile.
 */
export function sumUp(orgId: string, entries: readonly SummedEntry[]): Sums {
  const days = new Map<string, ReturnType<typeof dayOf>>();
  const months = new Map<string, ReturnType<typeof monthOf>>();
  const jobs = new Map<string, ReturnType<typeof jobOf>>();
  const runs = new Map<string, ReturnType<typeof runOf>>();
  const sessions = new Map<string, ReturnType<typeof sessionOf>>();
  const agents = new Map<string, ReturnType<typeof agentOf>>();
  const projects = new Map<string, { id: string; last_event_at: Date }>();
  const hours = new Map<string, Hour>();

  for (const e of entries) {
    const date = dayKey(e.occurredAt);
    const dayId = `${date}\n${e.projectId}\n${e.agentId}\n${e.agentType}\n${e.provider}\n${e.model}\n${e.effort ?? ""}`;
    const day = at(days, dayId, () => dayOf(orgId, date, e));
    addEntry(day, e);
    const monthId = `${date.slice(0, 7)}\n${e.projectId}\n${e.runId ?? ""}`;
    const month = at(months, monthId, () => monthOf(orgId, date, e));
    addEntry(month, e);

    addToHour(hours, orgId, e);

    const { jobId, runId, sessionId } = e;
    if (jobId !== null) {
      const job = at(jobs, jobId, () => jobOf(orgId, jobId, e));
      addToJob(job, e);
    }
    if (runId !== null) {
      const run = at(runs, runId, () => runOf(orgId, runId, e));
      run.project_id = lesser(run.project_id, e.projectId);
      spanTo(run, e.occurredAt);
      addEntry(run, e);
    }
    if (sessionId !== null) {
      const session = at(sessions, `${e.agentId}\n${sessionId}`, () => sessionOf(orgId, sessionId, e));
      session.project_id = lesser(session.project_id, e.projectId);
      session.agent_type = lesser(session.agent_type, e.agentType);
      if (e.occurredAt < session.started_at) session.started_at = e.occurredAt;
    }
    const agent = at(agents, e.agentId, () => agentOf(e));
    agent.agent_type = lesser(agent.agent_type, e.agentType);
    agent.project_id = lesser(agent.project_id, e.projectId);
    if (e.occurredAt > agent.last_event_at) agent.last_event_at = e.occurredAt;
    const project = at(projects, e.projectId, () => ({ id: e.projectId, last_event_at: e.occurredAt }));
    if (e.occurredAt > project.last_event_at) project.last_event_at = e.occurredAt;
  }
  return {
    usage_daily: [...days.values()],
    agent_jobs: Array.from(jobs.values(), withStatus),
    agent_sessions: [...sessions.values()],
    pipeline_runs: [...runs.values()],
    run_monthly: [...months.values()],
    agents: [...agents.values()],
    projects: [...projects.values()],
    usage_counters: sumCounters(orgId, days.values(), runs.values()),
    usage_hourly: withOrganization(hours),
  };
}

function dayOf(orgId: string, day: string, e: SummedEntry) {
  const { projectId: project_id, agentId: agent_id, agentType: agent_type, provider, model } = e;
  return { org_id: orgId, day, project_id, agent_id, agent_type, provider, model, effort: e.effort ?? "", ...nothing };
}

/** `run_id` '' is what was spent outside runs. */
function monthOf(orgId: string, day: string, e: SummedEntry) {
  const month = `${day.slice(0, 7)}-01`;
  return { org_id: orgId, month, project_id: e.projectId, run_id: e.runId ?? "", ...nothing };
}

function jobOf(orgId: string, id: string, e: SummedEntry) {
  return {
    org_id: orgId,
    id,
    project_id: e.projectId,
    agent_id: e.agentId,
    agent_type: e.agentType,
    run_id: e.runId,
    session_id: e.sessionId,
    attempt: e.attempt,
    effort: e.effort,
    started_at: e.occurredAt,
    last_event_at: e.occurredAt,
    last_error_at: null as Date | null,
    ...nothing,
  };
}

function addToJob(job: ReturnType<typeof jobOf>, e: SummedEntry): void {
  job.project_id = lesser(job.project_id, e.projectId);
  job.agent_id = lesser(job.agent_id, e.agentId);
  job.agent_type = lesser(job.agent_type, e.agentType);
  job.run_id = lesserOf(job.run_id, e.runId);
  job.session_id = lesserOf(job.session_id, e.sessionId);
  if (e.attempt > job.attempt) job.attempt = e.attempt;
  if (e.effort !== null && (job.effort === null || e.effort > job.effort)) job.effort = e.effort;
  if (e.status === "error" && (job.last_error_at === null || e.occurredAt > job.last_error_at)) {
    job.last_error_at = e.occurredAt;
  }
  spanTo(job, e.occurredAt);
  addEntry(job, e);
}

/** While nobody reports the status of a job, its last call decides; of two at one instant, the failed one. */
function withStatus(job: ReturnType<typeof jobOf>) {
  const failed = job.last_error_at?.getTime() === job.last_event_at.getTime();
  return { ...job, status: failed ? "failed" : "succeeded", status_reported: false, finished_at: job.last_event_at };
}

function runOf(orgId: string, id: string, e: SummedEntry) {
  const times = { started_at: e.occurredAt, last_event_at: e.occurredAt };
  return { org_id: orgId, id, project_id: e.projectId, ...times, job_count: 0, ...nothing };
}

function sessionOf(orgId: string, id: string, e: SummedEntry) {
  const { agentId: agent_id, projectId: project_id, agentType: agent_type, occurredAt: started_at } = e;
  return { org_id: orgId, agent_id, id, project_id, agent_type, started_at };
}

function agentOf(e: SummedEntry) {
  return { id: e.agentId, agent_type: e.agentType, project_id: e.projectId, last_event_at: e.occurredAt };
}

function at<Row>(rows: Map<string, Row>, key: string, make: () => Row): Row {
  let row = rows.get(key);
  if (row === undefined) {
    row = make();
    rows.set(key, row);
  }
  return row;
}

function spanTo(row: { started_at: Date; last_event_at: Date }, time: Date): void {
  if (time < row.started_at) row.started_at = time;
  if (time > row.last_event_at) row.last_event_at = time;
}

/** Of two names that contradict each other, one that does not depend on the order they came in. */
const lesser = (a: string, b: string): string => (b < a ? b : a);
const lesserOf = (a: string | null, b: string | null): string | null =>
  a === null || b === null ? (a ?? b) : lesser(a, b);
