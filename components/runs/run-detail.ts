import type { Transaction } from "#components/ai-cost/ai-cost-data.ts";

/** One pipeline run with everything it did. Money as in the other panels: dollars to draw, nano-dollars to write. */
export type RunDetail = {
  run: {
    runId: string;
    status: string;
    trigger: string | null;
    startedAt: string;
    finishedAt: string | null;
    cost: number;
    costNanos: string;
    retryCostNanos: string;
    totalTokens: number;
    jobCount: number;
  };
  agents: readonly RunAgent[];
  jobs: readonly RunJob[];
  transactions: readonly RunTransaction[];
  previousRunId: string | null;
  nextRunId: string | null;
};

export type RunAgent = {
  agentId: string;
  agentType: string;
  label: string;
  colour: string;
  cost: number;
  costNanos: string;
  jobs: number;
};

export type RunJob = {
  jobId: string;
  agentId: string;
  agentType: string;
  label: string;
  colour: string;
  attempt: number;
  status: string;
  startedAt: string;
  finishedAt: string | null;
  calls: number;
  inputTokens: number;
  outputTokens: number;
  costNanos: string;
};

export type RunTransaction = Transaction & { reasoningTokens: number };
