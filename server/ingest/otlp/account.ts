import { stableId } from "../import/stable-id.ts";
import { type Attributes, type Span, textOf } from "./span.ts";

/** On whose account a call goes. `projectId` is null where nothing names a project. */
export type Account = {
  projectId: string | null;
  agentId: string;
  agentType: string | undefined;
  runId: string;
  jobId: string;
  sessionId: string | undefined;
};

/** A field of the account that a span may name: as Purser's own attribute, or by the Vercel AI SDK's telemetry (from version 7 its runtime context, before that its metadata). */
const own = (field: string, name: string) => [
  `purser.${field}`,
  `ai.settings.context.${name}`,
  `ai.telemetry.metadata.${name}`,
];

const keys = {
  project: own("project.id", "projectId"),
  agent: [
    ...own("agent.id", "agentId"),
    ...["gen_ai.agent.id", "gen_ai.agent.name", "agent.name", "ai.telemetry.functionId"],
  ],
  agentType: own("agent.type", "agentType"),
  run: own("run.id", "runId"),
  job: own("job.id", "jobId"),
  session: [
    ...own("session.id", "sessionId"),
    ...["gen_ai.conversation.id", "session.id", "langfuse.session.id", "gcp.vertex.agent.session_id"],
    ...["traceloop.association.properties.session_id", "traceloop.association.properties.conversation_id"],
  ],
  workflow: ["gen_ai.workflow.name", "traceloop.workflow.name"],
};

/**
 * Who is charged for a call: what its span says, else the nearest span around it that came with it, else the process.
 * A trace is a pipeline run, and what an agent did in it a job, unless they are named.
 * @param header - the project that the request names.
 */
export function accountOf(span: Span, ancestors: readonly Span[], header: string | null): Account {
  const around = [span.attributes, ...ancestors.map(({ attributes }) => attributes)];
  const of = (keys: readonly string[]) => firstText([...around, span.resource], keys);
  const agentId = identifier(of(keys.agent) ?? serviceOf(span.resource) ?? "unnamed-agent");
  const runId = identifier(of(keys.run) ?? span.traceId);
  const job = of(keys.job);
  const session = of(keys.session);
  const project = of(keys.project) ?? header;
  return {
    projectId: project === null ? null : project.trim(),
    agentId,
    agentType: of(keys.agentType),
    runId,
    jobId: job ? identifier(job) : stableId("otel", span.traceId, agentId),
    sessionId: session && identifier(session),
  };
}

/** The workflow that a span belongs to: what set off its run. */
export const workflowOf = (span: Span) => textOf(span.attributes, keys.workflow);

function firstText(around: readonly Attributes[], keys: readonly string[]): string | undefined {
  for (const attributes of around) {
    const text = textOf(attributes, keys);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** A process without a name of its own is called `unknown_service:…` by its SDK. */
function serviceOf(resource: Attributes): string | undefined {
  const name = textOf(resource, ["service.name"]);
  return name?.startsWith("unknown_service") ? undefined : name;
}

/** An id of what may be a name for people: `Math Tutor` is `Math-Tutor`; one that is too long is a digest of itself. */
function identifier(name: string): string {
  return stableId(name.replace(/[\p{C}\p{Z}\ufffd]+/gu, "-"));
}
