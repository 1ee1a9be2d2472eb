import { expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { agentTypeAgents } from "./agent-type-agents.ts";
import { monthlySummary } from "./monthly-summary.ts";

const now = new Date("2026-11-22T12:00:00Z");

test("the agents of a type sum to its row of the month, those beyond the fiftieth as one", async () => {
  const ctx = await testOrganization({ projects: ["web", "api"], now });
  const calls = Array.from({ length: 400 }, (_, i) => ({
    id: `e${i}`,
    occurredAt: new Date(Date.UTC(2026, i % 9 ? 10 : 9, 1 + (i % 21))).toISOString(),
    projectId: i % 10 ? "web" : "api",
    agentId: `agent-${i % 60}`,
    agentType: i % 7 ? "research" : "testing",
    jobId: i % 3 ? `j${i}` : undefined,
    provider: "p",
    model: "m",
    inputTokens: i,
    outputTokens: 1,
    cost: 1 + i,
  }));
  await recordEvents({ ctx, events: calls });
  const own = calls.filter(
    (one) => one.projectId === "web" && one.agentType === "research" && one.occurredAt > "2026-11",
  );
  const { agents, rest } = await agentTypeAgents({ ctx, projectId: "web", agentType: "research" });
  const expected = [...Map.groupBy(own, (one) => one.agentId)]
    .map(([agentId, of]) => ({
      agentId,
      cost: of.reduce((sum, one) => sum + one.cost, 0),
      jobs: of.filter((one) => one.jobId).length,
      totalTokens: of.reduce((sum, one) => sum + one.inputTokens + 1, 0),
    }))
    .sort((a, b) => b.cost - a.cost || (a.agentId < b.agentId ? -1 : 1));
  expect(agents).toMatchObject(expected.slice(0, 50));
  expect(rest).toMatchObject({
    count: expected.length - 50,
    cost: expected.slice(50).reduce((sum, one) => sum + one.cost, 0),
  });
  const { agentBreakdown } = await monthlySummary({ ctx, projectId: "web" });
  const row = agentBreakdown.find(({ agentType }) => agentType === "research");
  const parts = [...agents, ...(rest ? [rest] : [])];
  expect(parts.reduce((sum, one) => sum + BigInt(one.costNanos), 0n)).toBe(BigInt(row?.costNanos ?? 0));
  expect(parts.reduce((sum, one) => sum + one.jobs, 0)).toBe(row?.totalJobs);
  await expect(agentTypeAgents({ ctx, projectId: "none", agentType: "research" })).rejects.toMatchObject({
    code: "not_found",
  });
});
