import { setTimeout as sleep } from "node:timers/promises";
import { spansRequest } from "#scripts/test-spans.ts";
import { benchCalls, benchProjects } from "./calls.ts";
import { answerCalls } from "./child.ts";

/** The client of the soak: everything that agents and people do, a little of each all the time. */
type Target = { url: string; key: string; cookie: string };
type Counts = Record<string, { done: number; failed: string[] }>;

const counts: Counts = {};
let running = true;
let all: Promise<unknown> = Promise.resolve();

answerCalls({
  start: (target: Target) => {
    all = Promise.all(Object.entries(work).map(([name, { everyMs, once }]) => repeat(name, everyMs, once, target)));
  },
  stop: async () => {
    running = false;
    await all;
    return counts;
  },
});

type Work = { everyMs: number; once: (target: Target, turn: number) => Promise<unknown> };

/** By what it is called in the table. */
const work: Record<string, Work> = {
  "batches of 50 calls": { everyMs: 400, once: (target, turn) => record(target, 50, turn) },
  "single calls": { everyMs: 60, once: (target, turn) => record(target, 1, 1_000_000 + turn) },
  "reserve, settle or release": { everyMs: 100, once: hold },
  "calls by OpenTelemetry": { everyMs: 1_000, once: spans },
  "reads of the pages": { everyMs: 100, once: read },
  "live streams": { everyMs: 500, once: stream },
  "CSV exports": { everyMs: 3_000, once: download },
};

async function repeat(name: string, everyMs: number, once: Work["once"], target: Target): Promise<void> {
  const count = { done: 0, failed: [] as string[] };
  counts[name] = count;
  for (let turn = 0; running; turn++) {
    try {
      await once(target, turn);
      count.done++;
    } catch (error) {
      count.failed.push(String(error).slice(0, 300));
    }
    await sleep(everyMs);
  }
}

async function ask(
  { url, key, cookie }: Target,
  path: string,
  init: RequestInit & { as?: "person" } = {},
): Promise<Response> {
  const { as, ...rest } = init;
  const headers = new Headers(rest.headers);
  if (as === "person") headers.set("cookie", cookie);
  else headers.set("authorization", `Bearer ${key}`);
  if (rest.body !== undefined) headers.set("content-type", "application/json");
  const response = await fetch(`${url}/api${path}`, { ...rest, headers });
  if (!response.ok && response.status !== 402) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response;
}

const post = async (target: Target, path: string, body: object) =>
  (await ask(target, path, { method: "POST", body: JSON.stringify(body) })).json();

async function record(target: Target, size: number, turn: number): Promise<void> {
  const events = benchCalls({ seed: turn + 1, count: size, now: new Date() });
  const { accepted, rejected } = await post(target, "/v1/events", { events });
  if (accepted !== size) throw new Error(`Of ${size} calls ${accepted} were accepted: ${JSON.stringify(rejected)}`);
}

async function hold(target: Target, turn: number): Promise<void> {
  const id = `soak-${turn}`;
  const whom = { projectId: benchProjects[turn % 3], agentId: `agent-${turn % 9}`, runId: `soak-run-${turn >> 6}` };
  const { decision } = await post(target, "/v1/reservations", { id, ...whom, amount: 0.02, expiresInSeconds: 60 });
  if (decision !== "allow" || turn % 10 === 0) return;
  if (turn % 3 === 0) return void (await post(target, `/v1/reservations/${id}/release`, {}));
  const call = { id, provider: "openai", model: "gpt-4.1", inputTokens: 500, outputTokens: 20, cost: 0.015 };
  await post(target, `/v1/reservations/${id}/settle`, { event: call });
}

async function spans(target: Target, turn: number): Promise<void> {
  const values = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4.1",
    "gen_ai.usage.input_tokens": 300,
    "gen_ai.usage.output_tokens": 30,
  };
  const many = Array.from({ length: 5 }, (_, i) => ({ id: `s${turn}-${i}`, trace: `soak-${turn}`, values }));
  await ask(target, "/otel/v1/traces", {
    method: "POST",
    body: JSON.stringify(spansRequest(many, { "purser.project.id": benchProjects[0] ?? "" })),
  });
}

const projectId = benchProjects[1] ?? "";
const reads: [string, object?][] = [
  ["aiCost.getMonthlySummary", { projectId }],
  ["aiCost.getDailySpend", { projectId, range: "30d" }],
  ["aiCost.getMonthlyTrend", { projectId }],
  ["aiCost.getPipelineSpend", { projectId }],
  ["aiCost.getProviderSpend", { projectId }],
  ["aiCost.getRecentTransactions", { projectId }],
  ["aiCost.getCrossProjectSummary"],
  ["aiCost.getPortfolio", {}],
  ["agents.list", {}],
  ["agents.usage", { agentId: "agent-1" }],
  ["budgets.list"],
  ["alerts.list", { show: "all" }],
  ["projections.ofScopes", { scope: "project" }],
  ["insights.list", {}],
  ["search.find", { text: "agent" }],
  ["prices.list", { show: "all" }],
];

async function read(target: Target, turn: number): Promise<void> {
  const [procedure, input] = reads[turn % reads.length] ?? ["session.current"];
  const search = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  await (await ask(target, `/trpc/${procedure}${search}`, { as: "person" })).text();
}

/** Opens a live stream, hears something, and goes away without a word, as a closed tab does. */
async function stream(target: Target, turn: number): Promise<void> {
  const input = encodeURIComponent(JSON.stringify({ projectId }));
  const path = turn % 2 ? "/trpc/events.live" : `/trpc/aiCost.getTicker?input=${input}`;
  const gone = new AbortController();
  const headers = { accept: "text/event-stream" };
  const response = await ask(target, path, { as: "person", headers, signal: gone.signal });
  await response.body?.getReader().read();
  await sleep(300 + (turn % 5) * 500);
  gone.abort();
}

async function download(target: Target, turn: number): Promise<void> {
  const path = turn % 2 ? "/v1/exports/transactions.csv" : "/exports/agents.csv";
  await (await ask(target, path, { as: "person" })).text();
}
