import type { Transaction } from "#components/ai-cost/ai-cost-data.ts";

/** One pipeline run. Money as in the other panels: dollars to draw, nano-dollars to write. */
export type RunDetail = {
  run: {
    runId: string;
    /** Null where nobody reported it. */
    status: string | null;
    trigger: string | null;
    startedAt: string;
    finishedAt: string | null;
    lastCallAt: string | null;
    cost: number;
    costNanos: string;
    retryCostNanos: string;
    inputTokens: number;
    outputTokens: number;
    totalTokens: number;
    calls: number;
    errors: number;
    unpricedCalls: number;
    jobCount: number;
    failedJobs: number;
    retriedJobs: number;
  };
  outsideJobs: RunJob | null;
  agents: readonly RunAgent[];
  previousRunId: string | null;
  nextRunId: string | null;
};

export type RunAgent = {
  agentId: string;
  agentName: string;
  agentType: string;
  label: string;
  colour: string;
  cost: number;
  costNanos: string;
  retryCostNanos: string;
  jobs: number;
  calls: number;
  totalTokens: number;
  unpricedCalls: number;
};

/** What a job cost within the run. `jobId` and `status` are null for the calls that named no job. */
export type RunJob = {
  jobId: string | null;
  agentId: string;
  agentName: string;
  agentType: string;
  label: string;
  colour: string;
  attempt: number;
  status: string | null;
  startedAt: string;
  finishedAt: string | null;
  calls: number;
  errors: number;
  unpricedCalls: number;
  inputTokens: number;
  outputTokens: number;
  costNanos: string;
};

export type RunCall = Transaction & { reasoningTokens: number };

/** Why a call cost what it cost: see `chargeExplanation`. */
export type ChargeExplanation = {
  occurredAt: string;
  providerLabel: string;
  model: string;
  serviceTier: string | null;
  costSource: "reported" | "priced" | "unpriced";
  costNanos: string | null;
  listNanos: string | null;
  asRecorded: boolean;
  price: {
    id: string;
    source: string;
    provider: string;
    model: string;
    effectiveFrom: string | null;
    hours: string | null;
    aboveInputTokens: number | null;
  } | null;
  lines: readonly CostLine[];
};

export type CostLine = {
  kind: "input" | "cachedInput" | "cacheWrite" | "cacheWrite1h" | "output" | "reasoning" | "call";
  quantity: number;
  pricePerMillionNanos: string;
  costNanos: string;
};
