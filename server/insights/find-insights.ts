import type { Ctx } from "#server/context.ts";
import { priceBook } from "#server/pricing/queries.ts";
import { type DayRange, presetRange, rangeInterval } from "#server/time/range.ts";
import { agentCalls } from "./agent-calls.ts";
import { jobEfforts } from "./agent-jobs.ts";
import { cachingInsight } from "./caching.ts";
import { cheaperModelInsight } from "./cheaper-models.ts";
import { type Comparison, comparison } from "./compared-models.ts";
import { lowerEfforts, needlessEffort } from "./effort.ts";
import type { FoundInsight } from "./insight.ts";
import { byModel } from "./model-calls.ts";
import { retryCosts } from "./retry-cost.ts";
import { type Search, storeInsights } from "./store-insights.ts";
import { leastJobs, unusualRuns } from "./unusual-runs.ts";
import { type AgentModelUsage, jobsByAgent, usageByAgent } from "./usage-by-agent.ts";

/** Agents whose calls and jobs are read, those that cost most. */
const agentsRead = 100;
/** What is compared with other models has at least this share of the organisation's spend: one in fifty. */
const bigSpender = 50n;
/** What comes to less than a dollar and to less than a thousandth of the spend is nothing to look at; nor is less than a cent. */
const dollar = 1_000_000_000n;
const cent = 10_000_000n;
const part = 1_000n;
/** Of one kind in one project: those that come to most. */
const mostOfKind = 10;

const underWay = new Map<string, Promise<Search>>();

/**
 * Looks for where the organisation's money may be saved in the last 30 UTC days, today included, and stores what it finds:
 * what was found before is updated, what is no longer there goes, what was dismissed stays so unless its evidence is new.
 * Whoever asks while a search is under way in this process shares it.
 *
 * Reads the daily roll-ups of the period and, of each of the 100 agents that cost most, one index range of at most 20,000
 * calls and one of at most 20,000 jobs. A job for the background, not for a page.
 */
export function findInsights({ ctx }: { ctx: Pick<Ctx, "orgId" | "now"> }): Promise<Search> {
  const running = underWay.get(ctx.orgId);
  if (running) return running;
  const search = find(ctx).finally(() => underWay.delete(ctx.orgId));
  underWay.set(ctx.orgId, search);
  return search;
}

async function find(ctx: Pick<Ctx, "orgId" | "now">): Promise<Search> {
  const range = presetRange("30d", ctx.now);
  const [usage, jobs, book] = await Promise.all([
    usageByAgent(ctx, range),
    jobsByAgent(ctx, range),
    priceBook(ctx.orgId),
  ]);
  const spentNanos = costOf(usage);
  const agents = [...Map.groupBy(usage, ({ agentId }) => agentId)]
    .map(([agentId, rows]) => ({ agentId, costNanos: costOf(rows) }))
    .sort(byCost);
  const read = agents.slice(0, agentsRead);
  const compared = await comparison(book, usage.toSorted(byCost), ctx.now);

  const found = retryCosts(usage, jobs, range);
  let agentsWithFewJobs = 0;
  for (const { agentId } of read) {
    const ofAgent = await ofOneAgent(ctx, agentId, range, compared, spentNanos);
    found.push(...ofAgent.found);
    if (ofAgent.jobs < leastJobs) agentsWithFewJobs++;
  }
  const search: Search = {
    ...range,
    spentNanos,
    readNanos: costOf(read),
    agents: agents.length,
    agentsRead: read.length,
    agentsWithFewJobs,
  };
  await storeInsights(ctx, search, worthALook(found, spentNanos));
  return search;
}

async function ofOneAgent(
  ctx: Pick<Ctx, "orgId" | "now">,
  agentId: string,
  range: DayRange,
  compared: Comparison,
  spentNanos: bigint,
): Promise<{ jobs: number; found: FoundInsight[] }> {
  const period = rangeInterval(range);
  const { jobs, found } = await unusualRuns(ctx, agentId, period);
  found.push(...needlessEffort(agentId, await jobEfforts(ctx, agentId, period, lowerEfforts), range));
  for (const calls of byModel(agentId, await agentCalls(ctx, agentId, period, compared.marks), range)) {
    const model = compared.find(calls);
    found.push(...cachingInsight(calls, model?.prices ?? []));
    const spent = calls.groups.reduce((sum, { costNanos }) => sum + costNanos, 0n);
    if (spent * bigSpender < spentNanos) continue;
    found.push(...cheaperModelInsight(calls, model, compared.models));
  }
  return { jobs, found };
}

/** What comes to something, of each kind in each project the most; a job whose cost is not known is kept. */
function worthALook(found: readonly FoundInsight[], spentNanos: bigint): FoundInsight[] {
  const material = found.filter(
    ({ amountNanos, unpricedCalls }) =>
      unpricedCalls > 0 || amountNanos >= dollar || (amountNanos >= cent && amountNanos * part >= spentNanos),
  );
  material.sort((a, b) => byCost({ ...a, costNanos: a.amountNanos }, { ...b, costNanos: b.amountNanos }));
  const kindAndProject = ({ evidence, projectId }: FoundInsight) => JSON.stringify([evidence.kind, projectId]);
  return [...Map.groupBy(material, kindAndProject).values()].flatMap((ofKind) => ofKind.slice(0, mostOfKind));
}

function byCost<Spender extends { costNanos: bigint; agentId: string }>(a: Spender, b: Spender): number {
  if (a.costNanos === b.costNanos) return a.agentId < b.agentId ? -1 : 1;
  return a.costNanos > b.costNanos ? -1 : 1;
}

const costOf = (rows: readonly Pick<AgentModelUsage, "costNanos">[]) =>
  rows.reduce((sum, { costNanos }) => sum + costNanos, 0n);
