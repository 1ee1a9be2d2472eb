import { bareBatches, bareSingles } from "./bare-inserts.ts";
import { benchCalls } from "./calls.ts";
import { answerCalls } from "./child.ts";
import { guardedUpdates } from "./guarded-updates.ts";
import { httpLoad, httpRequest } from "./http-load.ts";

/** The client: a process of its own that makes load. Everything it sends is prepared before the clock starts. */
answerCalls({ events, reservations, guardedUpdates, read, repeat, bareBatches, bareSingles });

/** Records calls over HTTP, `size` a request. Returns entries per second. */
async function events(input: {
  port: number;
  key: string;
  seed: number;
  count: number;
  size: number;
  connections: number;
}): Promise<number> {
  const calls = benchCalls({ ...input, now: new Date() });
  const headers = { authorization: `Bearer ${input.key}`, "content-type": "application/json" };
  const requests: Buffer[] = [];
  for (let i = 0; i < calls.length; i += input.size) {
    const body = JSON.stringify({ events: calls.slice(i, i + input.size) });
    requests.push(httpRequest("POST", "/api/v1/events", { headers, body }));
  }
  let sent = 0;
  const { seconds } = await httpLoad({ ...input, next: () => requests[sent++] });
  return calls.length / seconds;
}

/** Reserves for the calls of `agentIds` in 20 runs. Returns requests per second. */
async function reservations(input: {
  port: number;
  key: string;
  count: number;
  connections: number;
  projectId: string;
  agentIds: string[];
}): Promise<number> {
  const headers = { authorization: `Bearer ${input.key}`, "content-type": "application/json" };
  const requests = Array.from({ length: input.count }, (_, i) => {
    const call = { provider: "openai", model: "gpt-4.1", inputTokens: 1_000 + i, maxOutputTokens: 500 };
    const agentId = input.agentIds[i % input.agentIds.length];
    const body = JSON.stringify({ agentId, projectId: input.projectId, runId: `run-${i % 20}`, ...call });
    return httpRequest("POST", "/api/v1/reservations", { headers, body });
  });
  let sent = 0;
  const { seconds } = await httpLoad({ ...input, next: () => requests[sent++] });
  return input.count / seconds;
}

/** Asks one thing `count` times, one after the other. Returns the median latency in milliseconds. */
async function read(input: { port: number; path: string; cookie: string; count: number }): Promise<number> {
  const request = httpRequest("GET", input.path, { headers: { cookie: input.cookie } });
  let left = input.count;
  const { latencies } = await httpLoad({
    port: input.port,
    connections: 1,
    next: () => (left-- > 0 ? request : undefined),
  });
  return latencies[latencies.length >> 1] ?? Number.NaN;
}

/** Asks one thing from many connections for a while. Returns requests per second. */
async function repeat(input: { port: number; path: string; connections: number; seconds: number }): Promise<number> {
  const request = httpRequest("GET", input.path);
  const until = performance.now() + input.seconds * 1000;
  const { requests, seconds } = await httpLoad({
    ...input,
    next: () => (performance.now() < until ? request : undefined),
  });
  return requests / seconds;
}
