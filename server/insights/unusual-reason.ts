import type { unusualReasons } from "./insight.ts";

export type UnusualReason = (typeof unusualReasons)[number];

/** A job, and what is usual for its agent. Tokens. */
export type JobShape = {
  inputTokens: number;
  outputTokens: number;
  calls: number;
  /** Input tokens of its calls in their order, as far as they were read. */
  callInputs: readonly number[];
  medianCalls: number;
  medianInputPerCall: number;
  medianOutput: number;
};

/** Fewer calls have no course that a growth could be read off. */
const callsForGrowth = 6;
const grown = 2;
/** Input so many times the output is a prompt that says much for what is asked of it. */
const farAbove = 10;

/** Mean input of a call over the first and the last third of a job's calls; null for fewer than six calls. */
export function contextGrowth(callInputs: readonly number[]): { first: number; last: number } | null {
  if (callInputs.length < callsForGrowth) return null;
  const third = Math.floor(callInputs.length / 3);
  return { first: mean(callInputs.slice(0, third)), last: mean(callInputs.slice(-third)) };
}

/**
 * The likely reason why a job used so many tokens: its context grew (twice the input a call at its end); it made more calls
 * than usual, more so than longer ones; its prompts were long, far above its output; or its output was.
 */
export function unusualReason(job: JobShape): UnusualReason {
  const growth = contextGrowth(job.callInputs);
  if (growth && growth.last >= grown * growth.first) return "growing_context";
  const moreCalls = job.calls / Math.max(1, job.medianCalls);
  const moreInput = job.inputTokens / Math.max(1, job.calls) / Math.max(1, job.medianInputPerCall);
  const moreOutput = job.outputTokens / Math.max(1, job.medianOutput);
  if (moreCalls >= grown && moreCalls >= moreInput) return "many_calls";
  if (job.inputTokens >= farAbove * job.outputTokens) return "long_prompt";
  return moreOutput > moreInput ? "long_output" : "long_prompt";
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
