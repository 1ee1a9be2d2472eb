import type { BenchServer } from "./bench-database.ts";
import type { Child } from "./child.ts";
import { type Figure, figure, median } from "./figure.ts";
import { filledProjects } from "./fill-ledger.ts";

const projectId = filledProjects[1];

/** What the pages ask for, by tRPC procedure. */
const reads: { name: string; procedure: string; input?: object }[] = [
  { name: "getMonthlySummary", procedure: "aiCost.getMonthlySummary", input: { projectId } },
  { name: "getDailySpend 90d", procedure: "aiCost.getDailySpend", input: { projectId, range: "90d" } },
  { name: "getMonthlyTrend", procedure: "aiCost.getMonthlyTrend", input: { projectId } },
  { name: "getCrossProjectSummary", procedure: "aiCost.getCrossProjectSummary" },
  { name: "getRecentTransactions", procedure: "aiCost.getRecentTransactions", input: { projectId } },
  { name: "getProviderSpend", procedure: "aiCost.getProviderSpend", input: { projectId } },
  { name: "agent usage", procedure: "agents.usage", input: { agentId: "agent-5" } },
];

type Options = { small: BenchServer; large: BenchServer; load: Child; rounds: number; perRound: number };

/**
 * Figure 4: what a read takes over HTTP at the large ledger, against itself at 10,000 entries; both servers in turn.
 * `size` names the large ledger.
 */
export async function measureReads({ small, large, load, rounds, perRound }: Options, size: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, procedure, input } of reads) {
    const query = input ? `?input=${encodeURIComponent(JSON.stringify(input))}` : "";
    const p50 = ({ port, cookie }: BenchServer) =>
      load.call<number>("read", { port, cookie, path: `/api/trpc/${procedure}${query}`, count: perRound });
    await Promise.all([p50(small), p50(large)]); // warm
    const [atLarge, atSmall]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      atLarge.push(await p50(large));
      atSmall.push(await p50(small));
    }
    const definition = { id: `4 ${name}`, name: `Read at ${size} ÷ at 10 k: ${name}`, unit: "ms" };
    const marks = { must: 1.5, aim: 1.1, better: "lower" } as const;
    const ratio = median(atLarge.map((one, round) => one / (atSmall[round] ?? Number.NaN)));
    figures.push(figure({ ...definition, ...marks }, median(atLarge), median(atSmall), ratio));
  }
  return figures;
}

/** Figure 5: the same reads inside the server at the large ledger, against `SELECT 1` through the same pool. */
export async function measureServerReads({ large, rounds, perRound }: Options, size: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, procedure, input } of reads) {
    const { value, floor } = await large.process.call<{ value: number; floor: number }>("timeRead", {
      procedure,
      input,
      cookie: large.cookie,
      count: rounds * perRound,
    });
    const definition = { id: `5 ${name}`, name: `In the server at ${size} ÷ SELECT 1: ${name}`, unit: "ms" };
    figures.push(figure({ ...definition, must: 15, aim: 5, better: "lower" }, value, floor));
  }
  return figures;
}
