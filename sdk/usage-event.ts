/** Token counts of one call, in tokens. `inputTokens` and `outputTokens` are wholes; the others are parts of them, none in two. */
export type Usage = {
  inputTokens: number;
  outputTokens: number;
  /** Of the input: read from the provider's cache. */
  cachedInputTokens?: number;
  /** Of the input: written to the cache (of Anthropic: for five minutes). */
  cacheWriteTokens?: number;
  /** Of the input: written to Anthropic's cache for an hour. */
  cacheWrite1hTokens?: number;
  /** Of the output. */
  reasoningTokens?: number;
};

/** On whose account a call goes. The project must exist; agents, runs and jobs appear with their first call. */
export type Account = {
  projectId: string;
  agentId: string;
  agentType?: string;
  runId?: string;
  jobId?: string;
  sessionId?: string;
  effort?: string;
  tags?: Record<string, string | number | boolean>;
};

/** One model call, as `POST /api/v1/events` takes it. */
export type UsageEvent = Account &
  Usage & {
    /** Of the call; sending it again changes nothing. Made when left out. */
    id?: string;
    /** ISO 8601 with a zone; now, when left out. */
    occurredAt?: string;
    provider: string;
    model: string;
    /** Above 1: a retry. */
    attempt?: number;
    serviceTier?: string;
    /** US dollars, if you know better than the price list. */
    cost?: number;
    status?: "ok" | "error";
    reservationId?: string;
  };
