import { z } from "zod";
import { identifier } from "#server/catalog/fields.ts";
import type { Ctx } from "#server/context.ts";
import { agentAnalytics } from "#server/reports/agent-analytics.ts";
import { agentJobsPage } from "#server/reports/agent-jobs.ts";
import { type AgentRow, agentList, agentListInput } from "#server/reports/agent-list.ts";
import { rangePresets } from "#server/time/range.ts";
import { cost, dollars, projectsColumn, share } from "../columns.ts";
import type { CsvColumn } from "../csv.ts";
import { allAtOnce, exportTable, opened, pageByPage } from "../export-table.ts";

const { q, status, sort } = agentListInput.shape;
const sorts = sort.unwrap().options;

const useOf = (when: "today" | "month", name: string): CsvColumn<AgentRow>[] => [
  { header: `Tokens ${name}`, number: (agent) => agent[when].tokens },
  dollars(`Cost ${name}`, (agent) => agent[when].costNanos),
  { header: `Unpriced Calls ${name}`, number: (agent) => agent[when].unpricedCalls },
];

const ofRange = z.strictObject({ agentId: identifier, range: z.enum(rangePresets).default("30d") });

type Used = { calls: number; inputTokens: number; outputTokens: number };
const use = <Row extends Used>(): CsvColumn<Row>[] => [
  { header: "Calls", number: ({ calls }) => calls },
  { header: "Input Tokens", number: ({ inputTokens }) => inputTokens },
  { header: "Output Tokens", number: ({ outputTokens }) => outputTokens },
];

/** The list of agents, with the filter and the order of its page (`-cost`: dearest first), and what each of them did. */
export const agentTables = {
  agents: exportTable({
    input: z.strictObject({ q, status, sort: z.enum(sorts.flatMap((id) => [id, `-${id}`] as const)).default("-cost") }),
    open: async ({ ctx, input }) =>
      opened(allAtOnce(await everyOne(ctx, input)), [
        { header: "Agent", text: ({ name }) => name },
        { header: "Agent Id", text: ({ agentId }) => agentId },
        { header: "Agent Type", text: ({ label }) => label },
        projectsColumn,
        { header: "Status", text: (agent) => (agent.status === "paused" ? "Paused" : "Active") },
        { header: "Reason", text: ({ statusReason }) => statusReason },
        ...useOf("today", "Today"),
        ...useOf("month", "This Month"),
        { header: "Cap Used (%)", number: ({ cap }) => cap?.pct ?? null },
        { header: "Last Event (UTC)", text: ({ lastEventAt }) => lastEventAt },
      ]),
  }),

  "agent-runs": exportTable({
    input: z.strictObject({ agentId: identifier }),
    open: ({ ctx, input }) =>
      opened(
        pageByPage((cursor: string | null) => agentJobsPage({ ctx, ...input, cursor })),
        [
          { header: "Job", text: ({ jobId }) => jobId },
          { header: "Run", text: ({ runId }) => runId },
          { header: "Project", text: ({ projectId }) => projectId },
          { header: "Status", text: (job) => job.status },
          { header: "Attempt", number: ({ attempt }) => attempt },
          { header: "Effort", text: ({ effort }) => effort },
          { header: "Started (UTC)", text: ({ startedAt }) => startedAt },
          { header: "Finished (UTC)", text: ({ finishedAt }) => finishedAt },
          { header: "Calls", number: ({ calls }) => calls },
          { header: "Input Tokens", number: ({ inputTokens }) => inputTokens },
          { header: "Output Tokens", number: ({ outputTokens }) => outputTokens },
          ...cost("Cost"),
        ],
        [input.agentId],
      ),
  }),

  "agent-days": exportTable({
    input: ofRange,
    open: async ({ ctx, input }) => {
      const { days } = await agentAnalytics({ ctx, ...input });
      return opened(
        allAtOnce(days),
        [
          { header: "Date", text: ({ date }) => date },
          ...cost("Cost"),
          ...use(),
          { header: "Jobs", number: ({ jobCount }) => jobCount },
          { header: "Failed Jobs", number: ({ failedJobs }) => failedJobs },
        ],
        [input.agentId],
      );
    },
  }),

  "agent-efforts": exportTable({
    input: ofRange,
    open: async ({ ctx, input }) => {
      const { efforts, total } = await agentAnalytics({ ctx, ...input });
      return opened(
        allAtOnce(efforts),
        [
          { header: "Effort", text: ({ effort }) => effort ?? "Not Said" },
          { header: "Jobs", number: ({ jobs }) => jobs },
          { header: "Failed Jobs", number: ({ failedJobs }) => failedJobs },
          ...use(),
          dollars("Cost per Job", ({ costPerJobNanos }) => costPerJobNanos),
          ...cost("Cost"),
          share(BigInt(total.costNanos)),
        ],
        [input.agentId],
      );
    },
  }),

  "agent-projects": exportTable({
    input: z.strictObject({ agentId: identifier }),
    open: async ({ ctx, input }) => {
      const { month } = await agentAnalytics({ ctx, ...input, range: "7d" });
      return opened(
        allAtOnce(month.projects),
        [
          { header: "Project", text: ({ name }) => name },
          { header: "Project Id", text: ({ projectId }) => projectId },
          ...use(),
          ...cost("Cost"),
          share(BigInt(month.costNanos)),
        ],
        [input.agentId, month.month],
      );
    },
  }),

  "agent-models": exportTable({
    input: ofRange,
    open: async ({ ctx, input }) => {
      const { models, total } = await agentAnalytics({ ctx, ...input });
      return opened(
        allAtOnce(models),
        [
          { header: "Model", text: ({ model }) => model },
          { header: "Provider", text: ({ providerLabel }) => providerLabel },
          ...use(),
          { header: "Cached Input Tokens", number: ({ cachedInputTokens }) => cachedInputTokens },
          ...cost("Cost"),
          share(BigInt(total.costNanos)),
        ],
        [input.agentId],
      );
    },
  }),
};

/** More than an organisation has. */
const everyAgent = 1_000_000;

async function everyOne(ctx: Ctx, { sort, ...filter }: { q: string; status?: "active" | "paused"; sort: string }) {
  const by = sort.replace(/^-/, "") as (typeof sorts)[number];
  const input = { ...filter, sort: by, desc: sort.startsWith("-"), page: 1 };
  return (await agentList({ ctx, input, pageSize: everyAgent })).rows;
}
