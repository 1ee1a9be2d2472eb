/*
 * What fields mean that are called the same wherever they stand. A schema's own description comes before these.
 */

/** Of what is sent. */
const sent: Readonly<Record<string, string>> = {
  id: "Your own id of it, 1 to 128 visible characters.",
  projectId: "The project it is charged to; it must exist.",
  agentId: "The agent; it is registered when it is first seen.",
  agentType: "What kind of work it does, such as research; the agent's, if left out.",
  runId: "The pipeline run it is part of; registered when it is first seen.",
  jobId: "The piece of work it is part of; calls without one are charged, but make no job.",
  sessionId: "The conversation or session it is part of.",
  attempt: "1 for a first attempt; above 1 it is a retry.",
  provider: "Who is paid for the call, such as anthropic.",
  model: "The model as the provider names it.",
  inputTokens: "The whole input, with what was read from and written to the cache.",
  cachedInputTokens: "Of the input: read from the cache.",
  cacheWriteTokens: "Of the input: written to the cache, for five minutes.",
  cacheWrite1hTokens: "Of the input: written to the cache for an hour.",
  outputTokens: "The whole output, with reasoning.",
  reasoningTokens: "Of the output: reasoning.",
  maxOutputTokens: "The most that the call may write.",
  serviceTier: "The provider's tier, where it has its own price, such as batch or flex.",
  cost: "Dollars, where the caller knows better than the price list.",
  currency: "Convert before reporting.",
  effort: "How hard the model was asked to think.",
  occurredAt: "When the call ended, with a zone; now, if left out. At most 5 minutes ahead.",
  reservationId: "The hold that this call settles.",
  tags: "Whatever else you want to see it by.",
  expiresInSeconds: "How long it is held; 900 if left out.",
  costCents: "What it cost, in cents; fractions are taken.",
  budgetMonthlyCents: "Cents a month; 0 or null removes the budget.",
  dailyTokens: "Tokens a UTC day; 0 for no limit.",
  dailyCost: "Dollars a UTC day; 0 for no limit.",
  monthlyTokens: "Tokens a calendar month (UTC); 0 for no limit.",
  monthlyCost: "Dollars a calendar month (UTC); 0 for no limit.",
  scope: "Of whose spend it is a limit.",
  scopeId: "The project, agent or agent type; left out, each of that scope has the limit.",
  window: "From when to when spend counts: UTC day, calendar month, or one run.",
  unit: "Whether the limit is of dollars or tokens.",
  thresholds: "Percent of the limit at which it alerts.",
  onExceeded: "What happens at the limit.",
  trigger: "What started the run, such as push.",
  startedAt: "When it began; now, if left out.",
  finishedAt: "When it ended.",
  effectiveFrom: "The price holds for calls from this moment or UTC day on.",
  reason: "Why, for whoever reads it later.",
  limit: "Dollars or tokens, by the unit.",
};

/** Of what is answered. */
const answered: Readonly<Record<string, string>> = {
  nextCursor: "For the next page; null on the last.",
  data: "The rows of this page.",
  costNanos: "The same, exact, in nano-dollars (1e-9 USD).",
  amountNanos: "The same, exact, in nano-dollars.",
  limitNanos: "Exact, in nano-dollars; null where the limit is of tokens.",
  valueNanos: "Exact, in nano-dollars; null where it is of tokens.",
  spentNanos: "Exact, in nano-dollars; null where the limit is of tokens.",
  reservedNanos: "Exact, in nano-dollars; null where the limit is of tokens.",
  remainingNanos: "Exact, in nano-dollars; null where the limit is of tokens.",
  unpricedCalls: "Calls whose model has no price: they are not in the cost.",
  unpricedTokens: "Their tokens.",
  sessions: "Sessions that began.",
  jobs: "Jobs that ended.",
  pct: "Percent of the limit that is used.",
  windowStart: "When the window began (UTC).",
  windowEnd: "When the window ends (UTC); null for a run.",
  expiresAt: "Until when it is held.",
  requestId: "As in the header X-Request-Id: name it when you ask about this.",
  code: "For programs: what kind of error it is.",
  errors: "What is wrong with each field.",
  accepted: "Recorded now.",
  duplicates: "Recorded before, and not again.",
  rejected: "Not recorded, each with its place and the reason.",
  index: "Its place among the events sent, from 0.",
  duplicate: "Whether it was recorded before.",
  costSource: "By whom: the caller, the price list, or nobody yet.",
  lastEventAt: "When its newest call was made.",
  willRetry: "Whether it is tried again by itself.",
};

/** Of parameters. */
const asked: Readonly<Record<string, string>> = {
  limit: "Rows of a page.",
  cursor: "nextCursor of the page before.",
  open: "Whether not yet acknowledged.",
  pending: "Whether nobody has decided yet.",
  projectId: "Of this project only.",
  agentId: "Of this agent only.",
  agentType: "Of this agent type only.",
  runId: "Of this pipeline run only.",
  provider: "Of this provider only.",
  model: "Of this model only.",
  status: "With this status only.",
  companyId: "The id of the organisation.",
  actor: "A part of who did it.",
  month: "A UTC month such as 2026-11.",
};

type Described = { description?: string; $ref?: string };
type Node = { [key: string]: unknown };

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;

/** Says of every field and parameter of a document that says nothing of itself what it means, where that is known. */
export function describeFields(document: object): void {
  const { paths = {}, components = {} } = document as { paths?: Node; components?: { schemas?: Node } };
  for (const operation of Object.values(paths).flatMap((path) => Object.values(path as Node))) {
    const { parameters = [], requestBody } = operation as {
      parameters?: (Described & { name: string })[];
      requestBody?: Node;
    };
    for (const parameter of parameters) {
      const own = (parameter as { schema?: Described }).schema?.description;
      const known = Object.hasOwn(asked, parameter.name) ? asked[parameter.name] : undefined;
      if (known && !own) parameter.description ??= known;
    }
    describe(requestBody, sent);
  }
  describe(components.schemas?.Event, sent);
  describe(components.schemas, answered);
}

function describe(node: unknown, words: Readonly<Record<string, string>>): void {
  if (!isNode(node)) return;
  for (const [name, field] of Object.entries(isNode(node.properties) ? node.properties : {})) {
    const known = Object.hasOwn(words, name) ? words[name] : undefined;
    if (known && isNode(field) && !("$ref" in field)) field.description ??= known;
  }
  for (const [key, value] of Object.entries(node)) if (key !== "examples" && key !== "example") describe(value, words);
}
