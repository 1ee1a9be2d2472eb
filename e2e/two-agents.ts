import { createTestOrganization, sendEvents, type TestOrganization } from "./organization.ts";

/** A call of an agent. */
export const call = {
  projectId: "web",
  agentId: "triage-bot",
  agentType: "research",
  provider: "openai",
  model: "gpt-4.1",
  inputTokens: 90_000,
  outputTokens: 10_000,
};

/** An organisation whose agent spent $0.50 today; a second agent, which spent $2.00 and failed once. */
export async function twoAgents(): Promise<TestOrganization> {
  const organization = await createTestOrganization();
  const occurredAt = new Date().toISOString();
  await sendEvents(organization, [
    { ...call, id: "c1", occurredAt, cost: 0.5, sessionId: "s1" },
    { ...call, id: "c2", occurredAt, agentId: "coder", agentType: "implementation", cost: 2, status: "error" },
  ]);
  return organization;
}
