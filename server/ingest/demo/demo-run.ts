import type { Event } from "../event.ts";
import { type AgentTypeName, agentTypes, type DemoProject, pipelines, type Trigger } from "./demo-company.ts";
import { jobEvents } from "./demo-job.ts";
import type { Random } from "./random.ts";

export type DemoRun = {
  id: string;
  projectId: string;
  trigger: Trigger;
  status: "succeeded" | "failed" | "canceled";
  startedAt: Date;
  finishedAt: Date;
};

export type RunPlan = {
  project: DemoProject;
  id: string;
  trigger: Trigger;
  startMs: number;
  daysBefore: number;
  /** One of its jobs goes round in circles. */
  runaway?: boolean;
};

const maxAttempts = 3;

/** One pipeline run: its jobs in their order, those that failed tried again, at most three times. */
export function runEvents(random: Random, plan: RunPlan): { events: Event[]; run: DemoRun } {
  const { project, id, trigger } = plan;
  const stages = pipelines[trigger].filter(([type, share]) => project.agents[type] && random.chance(share));
  const canceledAfter = random.chance(0.025) ? random.between(1, 2) : Number.POSITIVE_INFINITY;
  const runawayStage = plan.runaway ? longest(stages.map(([type]) => type)) : null;

  const events: Event[] = [];
  let at = plan.startMs;
  let status: DemoRun["status"] = "succeeded";
  for (const [index, [type]] of stages.entries()) {
    if (index >= canceledAfter) {
      status = "canceled";
      break;
    }
    let attempt = 0;
    let fails = true;
    while (fails && attempt < maxAttempts) {
      attempt++;
      // What failed once is more likely to fail again.
      fails = random.chance(attempt === 1 ? agentTypes[type].failure : 0.35);
      const job = jobEvents(random, {
        project,
        type,
        id: `${id}-${type}${attempt > 1 ? `-${attempt}` : ""}`,
        runId: id,
        attempt,
        startMs: at + random.between(2_000, 30_000),
        daysBefore: plan.daysBefore,
        fails,
        runaway: type === runawayStage && attempt === 1,
      });
      events.push(...job.events);
      at = job.endMs;
      if (fails) at += random.between(15_000, 90_000);
    }
    if (fails) {
      status = "failed";
      break;
    }
  }
  const run = {
    id,
    projectId: project.id,
    trigger,
    status,
    startedAt: new Date(plan.startMs),
    finishedAt: new Date(at),
  };
  return { events, run };
}

function longest(types: readonly AgentTypeName[]): AgentTypeName | null {
  return types.toSorted((a, b) => agentTypes[b].calls - agentTypes[a].calls)[0] ?? null;
}
