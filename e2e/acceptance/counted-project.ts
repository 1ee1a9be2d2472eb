import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "@playwright/test";
import { agentCalls, type Call, dayAgo } from "../agent-calls.ts";
import { type Counted, listCost, nanos, sumOf, usd, within } from "../expected-figures.ts";
import { importFile, readLines } from "../import-file.ts";
import { callApi, createTestOrganization, sendEvents, type TestOrganization } from "../organization.ts";

/** A project whose calls were imported from a file, and that file's calls with their sums made here. */
export type CountedProject = {
  of: TestOrganization;
  calls: readonly (Call & Counted)[];
  /** What started a run, where it was given. */
  triggers: ReadonlyMap<string, string>;
};

/** The running UTC month, `2026-11`. */
export const month = dayAgo(0).slice(0, 7);

let made: Promise<CountedProject> | undefined;

/** The project `web` of an organisation with a few more, for tests that only look: made once in each worker. */
export function countedProject(): Promise<CountedProject> {
  made ??= make();
  return made;
}

async function make(): Promise<CountedProject> {
  const of = await createTestOrganization(["web", "webhooks", "checkout"]);
  const file = test.info().outputPath("calls.ndjson");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    // One agent in six says no type, which is “Other”.
    agentCalls("web")
      .map(({ agentType, ...call }) => `${JSON.stringify(agentType === "release" ? call : { ...call, agentType })}\n`)
      .join(""),
  );
  await importFile(of, "web", file);
  const call = { agentId: "scout", provider: "openai", model: "gpt-4.1", inputTokens: 9, outputTokens: 1 };
  await sendEvents(of, [
    { ...call, id: "w1", projectId: "webhooks", cost: 3 },
    { ...call, id: "w2", projectId: "checkout", cost: 2 },
  ]);
  const calls = readLines<Call>(file).map((line) => ({
    ...line,
    agentType: line.agentType ?? "other",
    at: new Date(line.occurredAt),
    tokens: BigInt(line.inputTokens + line.outputTokens),
    costNanos: costOf(line),
  }));
  return { of, calls, triggers: await reportTriggers(of, calls) };
}

function costOf({ model, cost, inputTokens, cachedInputTokens = 0, outputTokens }: Call): bigint | null {
  if (cost !== undefined) return nanos(cost);
  return listCost(model, { input: inputTokens - cachedInputTokens, cached: cachedInputTokens, output: outputTokens });
}

async function reportTriggers(of: TestOrganization, calls: readonly (Call & Counted)[]): Promise<Map<string, string>> {
  const triggers = new Map<string, string>();
  const runs = [...new Set(within(calls, month).flatMap(({ runId }) => runId ?? []))];
  for (const [at, run] of runs.entries()) {
    const trigger = ["pull_request", "schedule", undefined][at % 3];
    if (!trigger) continue;
    triggers.set(run, trigger);
    await callApi(of, "PUT", `/api/v1/runs/${run}`, { projectId: "web", trigger });
  }
  return triggers;
}

/** How many jobs some calls belong to. */
export const jobsOf = (some: readonly Call[]) => new Set(some.map(({ jobId }) => jobId)).size;

/** Amounts of a column: two decimals, four where any is under a cent. */
export function column(amounts: readonly bigint[]): (amount: bigint) => string {
  const small = amounts.some((amount) => amount > 0n && amount < 10_000_000n);
  return (amount) => usd(amount, small ? 4 : 2);
}

/** Groups with their sums, the dearest first. */
export function groupsOf(some: readonly (Call & Counted)[], keyOf: (call: Call) => string) {
  const groups = [...Map.groupBy(some, keyOf)].map(([key, members]) => ({ key, members, ...sumOf(members) }));
  return groups.sort((a, b) => Number(b.costNanos - a.costNanos));
}
