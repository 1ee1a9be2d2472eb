/** Where agents send their calls, for whom, and with which key. `purser` is the address that people use. */
export type FirstCallPlace = { purser: string; projectId: string; secret?: string | undefined };

/**
 * A command that records a small call in a project, with the key given or else the one in `$PURSER_KEY`. Its id names the
 * project, so that the first call of one is not taken for a repetition of that of another.
 */
export function firstCallCommand({ purser, projectId, secret = "$PURSER_KEY" }: FirstCallPlace): string {
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
    `  -H "Authorization: Bearer ${secret}" -H "Content-Type: application/json"`,
    `  -d ${quoted(JSON.stringify({ events: [event] }))}`,
  ].join(" \\\n");
}

/** Makes the key that `firstCallCommand` sends. */
export const keyCommand = (orgId: string): string =>
  `export PURSER_KEY=$(npm run key -- --org ${orgId} --name agents --scopes ingest)`;

/** The id that a project gets by its name: `My Project` → `my-project`; empty where nothing of it can stand in an id. */
export const projectIdOf = (name: string): string =>
  name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 64);

/** A word of a POSIX shell, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
