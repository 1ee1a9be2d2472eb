import { PurserError } from "./errors.ts";
import { estimateTextTokens } from "./estimate-tokens.ts";
import type { Hold, Settlement } from "./hold.ts";
import type { Purser } from "./purser.ts";
import type { GuardedCall } from "./reserve.ts";
import type { Account, Usage } from "./usage-event.ts";

/** What every adapter is given: the client, on whose account the calls go, and how they are held. */
export type MeterOptions = Account &
  Pick<GuardedCall, "failurePolicy" | "onApprovalRequired" | "expiresInSeconds"> & {
    purser: Purser;
    /** Ask the caps before each call (the default), or only report it. */
    reserve?: boolean;
    /** As the price list knows it, where the adapter cannot tell: `openrouter`, `azure`, … */
    provider?: string;
    /**
     * Output tokens that a streamed call holds at a time, 4,096 unless given: when they are used up it asks for as many
     * again, and ends when there is no room. A call that is not streamed holds its whole maximum, or this where it has none.
     */
    streamHoldTokens?: number;
  };

/** One request to a model, as an adapter reads it. */
export type ModelRequest = {
  provider: string;
  model: string;
  /** Estimated. */
  inputTokens: number;
  /** What the request allows, in tokens; undefined: whatever the model does. */
  maxOutputTokens: number | undefined;
  stream: boolean;
  attempt: number;
  effort?: string | undefined;
  signal?: AbortSignal | undefined;
};

/** What an answer says of itself. */
export type ModelAnswer = { usage: Usage; model?: string | undefined; serviceTier?: string | undefined };

const defaultHoldTokens = 4_096;

export type MeteredCall = Awaited<ReturnType<typeof meterCall>>;

/**
 * Reserves a call and follows it to its end. Exactly one of `finish`, `fail` and `cut` has an effect, the first.
 * @throws what `reserve` throws.
 */
export async function meterCall(options: MeterOptions, request: ModelRequest) {
  const { purser, reserve = true, streamHoldTokens, provider = request.provider, ...account } = options;
  const { model, attempt, effort, signal, stream } = request;
  const step = Math.max(1, streamHoldTokens ?? defaultHoldTokens);
  const most = request.maxOutputTokens ?? Number.POSITIVE_INFINITY;
  let inputTokens = request.inputTokens;
  let heldTokens = Math.min(most, stream || most === Number.POSITIVE_INFINITY ? step : most);
  let outputTokens = 0;
  let over = false;

  const call: GuardedCall = {
    ...account,
    ...(effort !== undefined && { effort: account.effort ?? effort }),
    ...{ provider, model, attempt, signal },
  };
  let hold: Hold | null = reserve ? await purser.reserve({ ...call, inputTokens, maxOutputTokens: heldTokens }) : null;

  async function settle(settlement: Settlement): Promise<void> {
    if (over) return;
    over = true;
    const { projectId, agentId, agentType, runId, jobId, sessionId, tags } = account;
    if (hold) await hold.settle(settlement);
    else {
      const whose = { projectId, agentId, agentType, runId, jobId, sessionId, tags, effort: call.effort };
      purser.report({ ...whose, provider, model, attempt, ...settlement });
    }
  }

  async function extend(): Promise<void> {
    if (!hold || over) return;
    const expected = { provider, model, inputTokens, maxOutputTokens: heldTokens };
    try {
      await hold.extend(expected);
    } catch (error) {
      if (!(error instanceof PurserError) || error.status !== 409) throw error;
      // Its time was over in the middle of a long answer: the whole call is held anew.
      hold = await purser.reserve({ ...call, ...expected, onApprovalRequired: "throw" });
    }
  }

  return {
    /** The provider counted the input: more than was held is asked for. @throws as `output`. */
    async input(tokens: number): Promise<void> {
      const more = tokens > inputTokens;
      inputTokens = tokens;
      if (more) await extend();
    },
    /**
     * A piece of a streamed answer. Asks for more when what is held is used up.
     * @throws BudgetExceededError when there is no room: the call has to be ended, and `cut` told.
     */
    async output(text: string): Promise<void> {
      outputTokens += text === "" ? 0 : estimateTextTokens(text);
      if (outputTokens <= heldTokens || heldTokens >= most) return;
      while (outputTokens > heldTokens) heldTokens += step;
      heldTokens = Math.min(most, heldTokens);
      await extend();
    },
    /** The answer is complete, or ended with what it did use. Never rejects. */
    finish: ({ usage, model: answered, serviceTier }: ModelAnswer, status: "ok" | "error" = "ok") =>
      settle({
        ...withinWhole(usage),
        ...(answered && { model: answered }),
        ...(serviceTier && { serviceTier }),
        status,
      }),
    /** There was no answer, and nothing is charged. Never rejects. */
    async fail(): Promise<void> {
      if (over) return;
      over = true;
      await hold?.release();
    },
    /** The answer is whole and does not say what it used: nothing can be recorded, which is told. Never rejects. */
    async unknown(): Promise<void> {
      if (over) return;
      const message = `An answer of ${model} came without its usage, so nothing is recorded of it (agent ${account.agentId}).`;
      purser.onError(new PurserError(message, { code: "usage_unknown" }));
      over = true;
      await hold?.release();
    },
    /** The answer broke off before its usage was told: what is known of it is recorded, as estimated. Never rejects. */
    cut: (known: Partial<ModelAnswer> = {}) =>
      settle({
        ...known.usage,
        inputTokens: known.usage?.inputTokens ?? inputTokens,
        outputTokens: Math.max(known.usage?.outputTokens ?? 0, outputTokens),
        ...(known.model && { model: known.model }),
        status: "error",
        tags: { ...account.tags, estimated: true },
      }),
  };
}

/** Parts as reported may add up to more than their whole (rounding, new kinds); then the whole stands, and the call is not lost. */
function withinWhole(usage: Usage): Usage {
  const { inputTokens, outputTokens, cachedInputTokens = 0, cacheWriteTokens = 0, cacheWrite1hTokens = 0 } = usage;
  const cached = Math.min(cachedInputTokens, inputTokens);
  const hour = Math.min(cacheWrite1hTokens, inputTokens - cached);
  return {
    inputTokens,
    outputTokens,
    cachedInputTokens: cached,
    cacheWriteTokens: Math.min(cacheWriteTokens, inputTokens - cached - hour),
    cacheWrite1hTokens: hour,
    reasoningTokens: Math.min(usage.reasoningTokens ?? 0, outputTokens),
  };
}
