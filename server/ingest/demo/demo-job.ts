import type { Event } from "../event.ts";
import { type AgentType, type AgentTypeName, agentTypes, type DemoProject } from "./demo-company.ts";
import { type DemoModel, modelAt } from "./demo-models.ts";
import type { Random } from "./random.ts";

export type JobPlan = {
  project: DemoProject;
  type: AgentTypeName;
  id: string;
  runId?: string;
  attempt: number;
  startMs: number;
  /** Days from this job to the making of the demo; negative after it. */
  daysBefore: number;
  fails: boolean;
  /** A person sits at it: longer, and its cache is kept for an hour. */
  interactive?: boolean;
  /** Gone round in circles: many more calls over a far longer conversation. */
  runaway?: boolean;
};

/** Who is to think harder writes more, and looks at more before that. */
const effortOutput = { low: 0.65, medium: 1, high: 1.7 };
const effortInput = { low: 0.85, medium: 1, high: 1.3 };

/** The calls of one job, one after the other, and when the last one ended (milliseconds). */
export function jobEvents(random: Random, plan: JobPlan): { events: Event[]; endMs: number } {
  const { project, type, attempt } = plan;
  const work: AgentType = agentTypes[type];
  const model = modelAt(project.tracks?.[type] ?? work.track, plan.daysBefore, random.uniform());
  const effort = random.pick(work.efforts);
  const calls = callCount(random, work, plan);
  const context = random.logNormal(work.input * project.size * effortInput[effort], 0.45) * (plan.runaway ? 1.9 : 1);
  const pace = random.logNormal(9, 0.35);

  const events: Event[] = [];
  let at = plan.startMs;
  let cached = 0;
  for (let index = 1; index <= calls; index++) {
    at += Math.round(1000 * random.logNormal(pace, 0.9));
    const isLast = index === calls;
    const failed = plan.fails && isLast;
    const input = Math.round(Math.min(context * (1 + 0.05 * (index - 1)), 190_000) * random.logNormal(1, 0.04));
    const output = failed
      ? random.between(0, 40)
      : Math.round(random.logNormal(work.output * effortOutput[effort], 1.1));
    const tokens = split(random, model, input, output, cached, plan.interactive ?? false);
    cached = input;
    events.push({
      id: `demo-${plan.id}-${index}`,
      occurredAt: new Date(at).toISOString(),
      projectId: project.id,
      agentId: project.agents[type] ?? `${project.id}-${type}`,
      agentType: type,
      ...(plan.runId && { runId: plan.runId }),
      jobId: plan.id,
      sessionId: plan.id,
      ...(attempt > 1 && { attempt }),
      provider: model.provider,
      model: model.model,
      ...tokens,
      ...(model.reported && { cost: reportedCost(model.reported, input, output) }),
      status: failed ? "error" : "ok",
      effort,
    });
  }
  return { events, endMs: at };
}

function callCount(random: Random, work: AgentType, plan: JobPlan): number {
  const usual = random.logNormal(work.calls * (plan.interactive ? 1.8 : 1), 0.55);
  const count = Math.max(1, Math.round(plan.runaway ? usual * 7 + 30 : usual));
  // A job that fails breaks off on its way.
  return plan.fails ? Math.max(1, Math.ceil(count * random.uniform())) : Math.min(count, 120);
}

/**
 * The kinds of tokens of one call. A first call finds the instructions in the cache that earlier jobs left; each later
 * one finds the conversation so far, up to a little that is new.
 */
function split(random: Random, model: DemoModel, input: number, output: number, before: number, interactive: boolean) {
  const reasoningTokens = Math.round(output * model.reasoning * (0.6 + 0.8 * random.uniform()));
  const whole = {
    inputTokens: input,
    outputTokens: output,
    ...(reasoningTokens > 0 && { reasoningTokens: Math.min(reasoningTokens, output) }),
  };
  if (model.cache === "none") return whole;
  const known = before === 0 ? input * (0.2 + 0.35 * random.uniform()) : Math.min(before, input * 0.985);
  const missed = random.chance(0.04);
  // Providers cache in whole blocks.
  const cachedInputTokens = missed ? 0 : Math.floor(known / 128) * 128;
  if (model.cache === "read") return { ...whole, cachedInputTokens };
  const fresh = Math.min(input - cachedInputTokens, random.between(3, 900));
  const written = input - cachedInputTokens - fresh;
  // Only Anthropic sells an hour.
  const forAnHour = interactive && model.provider === "anthropic";
  const writes = forAnHour ? { cacheWrite1hTokens: written } : { cacheWriteTokens: written };
  return { ...whole, cachedInputTokens, ...writes };
}

function reportedCost(price: { input: number; output: number }, input: number, output: number): number {
  return Number(((input * price.input + output * price.output) / 1e6).toFixed(9));
}
