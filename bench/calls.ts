import type { Event } from "#server/ingest/event.ts";

/** What the calls of the benchmark are spread over. */
export const benchProjects = Array.from({ length: 6 }, (_, i) => `product-${i + 1}`);
const agentsPerProject = 4;
const types = [
  "implementation",
  "research",
  "testing",
  "release",
  "security",
  "documentation",
  "design",
  "performance",
];
const models = [
  ["anthropic", "claude-sonnet-4-5-20250929"],
  ["anthropic", "claude-opus-4-6"],
  ["openai", "gpt-5-mini-2025-08-07"],
  ["openai", "gpt-4.1"],
  ["google", "gemini-2.5-pro"],
] as const;
const callsPerJob = 20;
const jobsPerRun = 6;
/** Jobs that are under way at once, so that the calls of several come mixed. */
const jobsAtOnce = 12;

/**
 * Calls as agents make them: jobs of 20 calls, mixed with those of other jobs; 4 of 5 jobs belong to a pipeline run of 6;
 * every job is a session; caches, reasoning, retries and errors now and then; 50 calls a second up to `now`, in the order
 * of their time but for a second or two. The same `seed` gives the same calls, another seed others.
 */
export function benchCalls({ seed, count, now }: { seed: number; count: number; now: Date }): Event[] {
  const random = randomNumbers(seed);
  const upTo = (limit: number) => Math.floor(random() * limit);
  return Array.from({ length: count }, (_, i) => {
    const block = Math.floor(i / (callsPerJob * jobsAtOnce));
    const job = block * jobsAtOnce + (i % jobsAtOnce);
    const run = Math.floor(job / jobsPerRun);
    const project = (run * 7 + seed) % benchProjects.length;
    const agent = project * agentsPerProject + (job % agentsPerProject);
    const [provider, model] = models[upTo(models.length)] ?? models[0];
    const inputTokens = Math.floor(200 + 40_000 * random() ** 3);
    const outputTokens = Math.floor(20 + 3_000 * random() ** 2);
    return {
      id: `call-${seed}-${i.toString(36)}-${upTo(2 ** 30).toString(36)}`,
      occurredAt: new Date(now.getTime() - (count - i) * 20 - upTo(2_000)).toISOString(),
      projectId: benchProjects[project] ?? "",
      agentId: `agent-${agent}`,
      agentType: types[agent % types.length] ?? "",
      ...(run % 5 && { runId: `run-${seed}-${run}` }),
      jobId: `job-${seed}-${job}`,
      sessionId: `session-${seed}-${job}`,
      ...(random() < 0.05 && { attempt: 2 }),
      provider,
      model,
      inputTokens,
      cachedInputTokens: Math.floor(inputTokens * 0.7 * random()),
      outputTokens,
      ...(provider === "openai" && { reasoningTokens: Math.floor(outputTokens * random()) }),
      status: random() < 0.02 ? ("error" as const) : ("ok" as const),
    };
  });
}

/** mulberry32: small, fast, the same everywhere. Numbers from 0 to 1. */
function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
