/** One call as it stands in a file of calls (our own NDJSON). */
export type Call = {
  id: string;
  occurredAt: string;
  projectId: string;
  agentId: string;
  agentType: string;
  runId?: string;
  jobId: string;
  attempt?: number;
  provider: string;
  model: string;
  inputTokens: number;
  cachedInputTokens?: number;
  outputTokens: number;
  cost?: number;
};

/** UTC day that many days before today, `2026-11-22`. */
export function dayAgo(days: number, now = new Date()): string {
  return new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10);
}

const agentTypes = ["implementation", "research", "testing", "security", "documentation", "release"];

/** Two are priced by their lists, one by nobody; of the others the caller knows the cost. */
const models = [
  { provider: "anthropic", model: "claude-sonnet-4-20250514" },
  { provider: "openai", model: "gpt-4.1" },
  { provider: "google", model: "gemini-2.5-pro", dollarsPerToken: 2e-6 },
  { provider: "mistral", model: "devstral-medium", dollarsPerToken: 0.7e-6 },
  { provider: "deepseek", model: "deepseek-chat", dollarsPerToken: 0.4e-6 },
  { provider: "groq", model: "kimi-k2", dollarsPerToken: 1.3e-6 },
  { provider: "in-house", model: "in-house-7b" },
];

/**
 * Calls of the last 75 days as agents make them: bursts and days without any, long-tailed tokens, cached input, runs of
 * several jobs, retries, calls outside runs. The same at every run but for the dates.
 */
export function agentCalls(projectId: string, now = new Date()): Call[] {
  const random = numbers(20_261_122);
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
  const calls: Call[] = [];
  for (let back = 74; back >= 0; back--) {
    if (back % 6 === 4) continue;
    const day = dayAgo(back, now);
    const count = 4 + Math.floor(random() ** 3 * 14);
    for (let n = 0; n < count; n++) {
      const run = random() < 0.8 ? `pipe-${back}-${n % 3}` : undefined;
      const job = `${run ?? `solo-${back}`}-${n % 2}`;
      // Today's calls lie in its first seconds, so that none lies ahead.
      const time = back === 0 ? `00:00:${String(n).padStart(2, "0")}` : `${String(n).padStart(2, "0")}:59:59.999`;
      const { provider, model, dollarsPerToken } = n === 3 ? (models[6] ?? pick(models)) : pick(models);
      // Below the mark from which a list prices the whole call higher.
      const inputTokens = Math.min(190_000, Math.floor(9000 / (random() + 0.006)));
      const outputTokens = Math.floor(600 / (random() + 0.01));
      const cost = dollarsPerToken && Number(((inputTokens + outputTokens) * dollarsPerToken).toFixed(7));
      calls.push({
        id: `call-${back}-${n}`,
        occurredAt: `${day}T${time}Z`,
        projectId,
        agentId: `agent-${(back + (n % 2)) % 6}`,
        agentType: agentTypes[(back + (n % 2)) % 6] ?? "other",
        ...(run && { runId: run }),
        jobId: job,
        ...(n % 7 === 6 && { attempt: 2 }),
        provider,
        model,
        inputTokens,
        ...(random() < 0.5 && { cachedInputTokens: Math.floor(inputTokens * random()) }),
        outputTokens,
        ...(cost !== undefined && { cost }),
      });
    }
  }
  return calls;
}

/** A stream of numbers from 0 to 1 (mulberry32), the same for the same seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
