/** Address of an agent’s page. */
export const agentHref = (agentId: string): string => `/dashboard/agents/${encodeURIComponent(agentId)}`;

/** Address of the agents of a type. */
export const agentsOfTypeHref = (agentType: string): string => `/dashboard/agents?q=${encodeURIComponent(agentType)}`;
