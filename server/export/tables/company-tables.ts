import { z } from "zod";
import { companyAgents, companyAgentsInput } from "#server/reports/company-agents.ts";
import { companyCosts } from "#server/reports/company-costs.ts";
import { comparedDollars, cost, dollars, projectsColumn, share } from "../columns.ts";
import type { CsvColumn } from "../csv.ts";
import { allAtOnce, exportTable, opened } from "../export-table.ts";

const { month, q } = companyAgentsInput.shape;
const ofMonth = z.strictObject({ month });

type Counted = { calls: number; inputTokens: number; outputTokens: number; jobCount: number; failedJobs: number };
const counts: CsvColumn<Counted>[] = [
  { header: "Jobs", number: ({ jobCount }) => jobCount },
  { header: "Failed Jobs", number: ({ failedJobs }) => failedJobs },
  { header: "Calls", number: ({ calls }) => calls },
  { header: "Input Tokens", number: ({ inputTokens }) => inputTokens },
  { header: "Output Tokens", number: ({ outputTokens }) => outputTokens },
];

/** More than an organisation has. */
const everyAgent = 1_000_000;

/** A month of the organisation by agent, project and provider. */
export const companyTables = {
  "company-agents": exportTable({
    input: z.strictObject({ month, q }),
    open: async ({ ctx, input }) => {
      const asked = companyAgentsInput.parse(input);
      const [agents, company] = await Promise.all([
        companyAgents({ ctx, input: asked, pageSize: everyAgent }),
        companyCosts({ ctx, month: input.month }),
      ]);
      return opened(
        allAtOnce(agents.rows),
        [
          { header: "Agent", text: ({ name }) => name },
          { header: "Agent Id", text: ({ agentId }) => agentId },
          { header: "Agent Type", text: ({ label }) => label },
          projectsColumn,
          ...counts,
          dollars("Cost per Job", ({ costPerJobNanos }) => costPerJobNanos),
          ...cost("Cost"),
          share(BigInt(company.total.costNanos)),
          ...comparedDollars(company.comparison),
        ],
        [agents.month],
      );
    },
  }),

  "company-projects": exportTable({
    input: ofMonth,
    open: async ({ ctx, input }) => {
      const company = await companyCosts({ ctx, ...input });
      return opened(
        allAtOnce(company.projects),
        [
          { header: "Project", text: ({ name }) => name },
          { header: "Project Id", text: ({ projectId }) => projectId },
          ...counts,
          ...cost("Cost"),
          share(BigInt(company.total.costNanos)),
          ...comparedDollars(company.comparison),
        ],
        [company.month],
      );
    },
  }),

  "company-providers": exportTable({
    input: ofMonth,
    open: async ({ ctx, input }) => {
      const company = await companyCosts({ ctx, ...input });
      return opened(
        allAtOnce(company.providers),
        [
          { header: "Provider", text: ({ label }) => label },
          { header: "Calls", number: ({ calls }) => calls },
          { header: "Input Tokens", number: ({ inputTokens }) => inputTokens },
          { header: "Output Tokens", number: ({ outputTokens }) => outputTokens },
          ...cost("Cost"),
          share(BigInt(company.total.costNanos)),
        ],
        [company.month],
      );
    },
  }),
};
