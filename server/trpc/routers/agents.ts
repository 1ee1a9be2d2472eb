import { z } from "zod";
import { listAlerts } from "#server/alerts/queries.ts";
import { agentLimitsInput, setAgentLimits } from "#server/budgets/agent-limits.ts";
import { reachedCaps } from "#server/budgets/queries.ts";
import { getAgent } from "#server/catalog/agent-queries.ts";
import { identifier } from "#server/catalog/fields.ts";
import { pauseAgent, pauseInput, resumeAgent } from "#server/catalog/pause-agent.ts";
import { agentAnalytics } from "#server/reports/agent-analytics.ts";
import { agentCalls, agentDetail, agentLimits } from "#server/reports/agent-detail.ts";
import { agentJobCallsPage, agentJobsPage } from "#server/reports/agent-jobs.ts";
import { agentList, agentListInput } from "#server/reports/agent-list.ts";
import { agentUsage } from "#server/reports/agent-usage.ts";
import { rangePresets } from "#server/time/range.ts";
import { orgProcedure, router } from "../init.ts";

const ofAgent = z.object({ agentId: identifier });
const version = z.int().min(0);

/** Agents: what they spend, what limits them, whether they may go on. */
export const agentsRouter = router({
  list: orgProcedure("view")
    .input(agentListInput)
    .query(({ ctx, input }) => agentList({ ctx, input })),

  get: orgProcedure("view")
    .input(ofAgent)
    .query(({ ctx, input }) => agentDetail({ ctx, ...input })),

  /** Today and this month; an agent that is not there used nothing, `get` says that it is not. */
  usage: orgProcedure("view")
    .input(ofAgent)
    .query(({ ctx, input }) => agentUsage({ ctx, ...input })),

  limits: orgProcedure("view")
    .input(ofAgent)
    .query(({ ctx, input }) => agentLimits({ ctx, ...input })),

  setLimits: orgProcedure("setLimit")
    .input(
      ofAgent.extend({
        limits: agentLimitsInput,
        versions: z
          .strictObject({ dailyTokens: version, dailyCost: version, monthlyTokens: version, monthlyCost: version })
          .partial()
          .optional(),
      }),
    )
    .mutation(({ ctx, input: { agentId, limits, versions } }) =>
      setAgentLimits({ ctx, agentId, input: limits, versions }),
    ),

  pause: orgProcedure("manageAgents")
    .input(ofAgent.extend(pauseInput.shape))
    .mutation(async ({ ctx, input: { agentId, reason } }) => {
      const { status } = await pauseAgent({ ctx, agentId, input: { reason } });
      return { status };
    }),

  /** `stoppedBy`: the caps that refuse its calls still, and pause it again at its next one. */
  resume: orgProcedure("manageAgents")
    .input(ofAgent)
    .mutation(async ({ ctx, input: { agentId } }) => {
      const { status } = await resumeAgent({ ctx, agentId });
      return { status, stoppedBy: await reachedCaps(ctx, await getAgent(ctx, agentId)) };
    }),

  /** Those of its own limits, and of reached caps over it, open and acknowledged, newest first. */
  alerts: orgProcedure("view")
    .input(ofAgent)
    .query(({ ctx, input }) => listAlerts(ctx, { ...input, capsOver: true }, { limit: 100 })),

  calls: orgProcedure("view")
    .input(ofAgent.extend({ cursor: z.string().nullish() }))
    .query(({ ctx, input }) => agentCalls({ ctx, ...input })),

  analytics: orgProcedure("view")
    .input(ofAgent.extend({ range: z.enum(rangePresets) }))
    .query(({ ctx, input }) => agentAnalytics({ ctx, ...input })),

  /** Its executions, newest first. */
  jobs: orgProcedure("view")
    .input(ofAgent.extend({ cursor: z.string().nullish() }))
    .query(({ ctx, input }) => agentJobsPage({ ctx, ...input })),

  jobCalls: orgProcedure("view")
    .input(ofAgent.extend({ jobId: identifier, cursor: z.string().nullish() }))
    .query(({ ctx, input }) => agentJobCallsPage({ ctx, ...input })),
});
