/** Where agents send their calls, and for whom. `purser` is the address that people use. */
export type FirstCallPlace = { purser: string; projectId: string };

/**
 * A command that records a small call in a project, with the key from `$PURSER_KEY`. Its id names the project, so that
 * the first call of one is not taken for a repetition of that of another.
 */
export function firstCallCommand({ purser, projectId }: FirstCallPlace): string {
  const event = {
    id: `first-call-${projectId}`.slice(0, 128),
    projectId,
    agentId: "my-agent",
    agentType: "research",
    runId: `first-run-${projectId}`.slice(0, 128),
    provider: "anthropic",
    model: "claude-sonnet-4-20250514",
    inputTokens: 120_000,
    cachedInputTokens: 90_000,
    outputTokens: 4_200,
  };
  return [
    `curl -s ${quoted(new URL("/api/v1/events", purser).href)}`,
    `  -H "Authorization: Bearer $PURSER_KEY" -H "Content-Type: application/json"`,
    `  -d ${quoted(JSON.stringify({ events: [event] }))}`,
  ].join(" \\\n");
}

/** Makes the key that `firstCallCommand` sends. */
export const keyCommand = (orgId: string): string =>
  `export PURSER_KEY=$(npm run key -- --org ${orgId} --name agents --scopes ingest)`;

/** A word of a POSIX shell, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
