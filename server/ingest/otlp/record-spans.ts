import { label } from "#server/catalog/fields.ts";
import { nameRuns } from "#server/catalog/name-runs.ts";
import type { Ctx } from "#server/context.ts";
import { AppError } from "#server/errors.ts";
import type { Event } from "../event.ts";
import { recordEvents } from "../record-events.ts";
import { type Account, accountOf, workflowOf } from "./account.ts";
import { inTurn } from "./in-turn.ts";
import { type Candidate, leavesOf } from "./leaves.ts";
import { roleOf } from "./model-call.ts";
import { type RunWindow, recordedCalls } from "./recorded-calls.ts";
import type { Span } from "./span.ts";
import { spanEvent, spanEventId } from "./span-event.ts";
import { aroundText, type TraceTree, traceTree } from "./trace-tree.ts";
import { usageOf } from "./usage.ts";

/** How many model calls of a request were not recorded, and why; 0 and "" when all were, or were before. */
export type SpanResult = { rejected: number; message: string };

/** As many as `POST /api/v1/events` takes at once. */
const atOnce = 5_000;

const noProject =
  "no project is named. Send the header X-Purser-Project: <project id> (OTEL_EXPORTER_OTLP_TRACES_HEADERS), or set the resource attribute purser.project.id (OTEL_RESOURCE_ATTRIBUTES)";
const noUsage =
  "the call tells no token counts. Switch them on in the instrumentation (for streamed answers of OpenAI: stream_options.include_usage)";
const noModel = "the call names no model (gen_ai.response.model or gen_ai.request.model)";
const noIds = "traceId must be 32 and spanId 16 hexadecimal digits, not all 0";
const nothingUsed = { input: 0, cached: 0, written: 0, writtenHour: 0, output: 0, reasoning: 0 };

type Refusal = { span: Span; reason: string; config?: boolean };

/**
 * Records the model calls among these spans. Spans that are none, or that only sum up calls within them, are passed over.
 * @param header - the project that the request names for spans that name none.
 * @throws AppError `validation_failed` when there is no project to charge any of the calls to, so that it is seen at once.
 */
export async function recordSpans({
  ctx,
  spans,
  header,
}: {
  ctx: Ctx;
  spans: readonly Span[];
  header: string | null;
}): Promise<SpanResult> {
  const tree = traceTree(spans);
  const refusals: Refusal[] = [];
  const candidates: Candidate[] = [];
  for (const span of spans) {
    const usage = usageOf(span.attributes);
    const role = roleOf(span.attributes, usage);
    if (role !== "call" && role !== "unclear") continue;
    if (!isId(span.traceId, 32) || !isId(span.spanId, 16)) refusals.push({ span, reason: noIds });
    else candidates.push({ span, unclear: role === "unclear", usage, around: tree.around(span) });
  }

  // One request must see what another about the same trace records.
  const traces = candidates.map(({ span }) => `${ctx.orgId}:${span.traceId}`);
  const { tried, refused } = await inTurn(traces, () => recordLeaves(ctx, { candidates, tree, header }));
  refusals.push(...refused);
  await nameWorkflows(ctx, spans, tree.ancestors, header);

  const message = messageOf(refusals);
  if (tried > 0 && refusals.length === tried && refusals.every(({ config }) => config)) {
    throw new AppError("validation_failed", `Nothing was recorded: ${message}.`);
  }
  return { rejected: refusals.length, message };
}

/** Records those that are to be charged. `tried` of them there were. */
async function recordLeaves(
  ctx: Ctx,
  { candidates, tree, header }: { candidates: readonly Candidate[]; tree: TraceTree; header: string | null },
): Promise<{ tried: number; refused: Refusal[] }> {
  const refusals: Refusal[] = [];
  const accounts = new Map(candidates.map(({ span }) => [span, accountOf(span, tree.ancestors(span), header)]));
  const recorded = candidates.length === 0 ? [] : await recordedCalls(ctx, lookedFor(candidates, accounts));
  const leaves = leavesOf(candidates, recorded, tree);
  const events: Event[] = [];
  const charged: Span[] = [];
  for (const leaf of leaves) {
    const made = eventOf(leaf, accounts.get(leaf.span));
    if ("reason" in made) refusals.push(made);
    else {
      events.push(made.event);
      charged.push(leaf.span);
    }
  }
  for (let from = 0; from < events.length; from += atOnce) {
    const { rejected } = await recordEvents({ ctx, events: events.slice(from, from + atOnce) });
    for (const { index, code, message } of rejected) {
      const span = charged[from + index];
      // A span does not change once it has ended; sent again among other spans it may only be known less of.
      if (!span || code === "conflict") continue;
      refusals.push({ span, reason: message, config: code === "unknown_project" });
    }
  }
  return { tried: leaves.length, refused: refusals };
}

function eventOf(leaf: Candidate, account: Account | undefined): { event: Event } | Refusal {
  const { span, unclear, usage, around } = leaf;
  if (!account?.projectId) return { span, reason: noProject, config: true };
  if (!usage && !span.failed) return { span, reason: noUsage };
  const parents = around.near.length > 0 && { "otel.parents": aroundText(around) };
  const tags = parents || unclear ? { ...parents, ...(unclear && { "otel.unclear": true }) } : undefined;
  const event = spanEvent(span, {
    usage: usage ?? nothingUsed,
    account: { ...account, projectId: account.projectId },
    tags,
  });
  return event ? { event } : { span, reason: noModel };
}

/** Where calls that lie around or within these may stand: under the ids of the spans around, in the runs meanwhile. */
function lookedFor(candidates: readonly Candidate[], accounts: ReadonlyMap<Span, Account>) {
  const ids = new Set<string>();
  const runs = new Map<string, RunWindow>();
  for (const { span, around } of candidates) {
    for (const id of [span.spanId, ...around.near, ...around.far]) ids.add(spanEventId(span.traceId, id));
    const since = dateOf(span.startNanos);
    const until = dateOf(span.endNanos);
    for (const runId of new Set([span.traceId, accounts.get(span)?.runId ?? span.traceId])) {
      const window = runs.get(runId);
      runs.set(runId, {
        runId,
        since: window && window.since < since ? window.since : since,
        until: window && window.until > until ? window.until : until,
      });
    }
  }
  return { ids: [...ids], runs: [...runs.values()] };
}

/** A pipeline is known by what sets it off: the workflow, whose span often comes after the calls within it. */
async function nameWorkflows(
  ctx: Ctx,
  spans: readonly Span[],
  ancestors: (span: Span) => Span[],
  header: string | null,
): Promise<void> {
  const named = new Map<string, { projectId: string; trigger: string; runIds: Set<string> }>();
  for (const span of spans) {
    const workflow = workflowOf(span)?.slice(0, 64);
    if (!workflow || !label.safeParse(workflow).success) continue;
    const { projectId, runId } = accountOf(span, ancestors(span), header);
    if (!projectId) continue;
    const key = JSON.stringify([projectId, workflow]);
    const group = named.get(key) ?? { projectId, trigger: workflow, runIds: new Set() };
    named.set(key, group);
    group.runIds.add(runId);
  }
  for (const { runIds, ...group } of named.values()) await nameRuns(ctx, { ...group, runIds: [...runIds] });
}

/** Each reason once, with how many calls it concerns and the first of them. */
function messageOf(refusals: readonly Refusal[]): string {
  const reasons = new Map<string, Refusal[]>();
  for (const refusal of refusals) reasons.set(refusal.reason, [...(reasons.get(refusal.reason) ?? []), refusal]);
  const shown = [...reasons].slice(0, 5).map(([reason, of]) => {
    const { traceId, spanId } = of[0]?.span ?? { traceId: "", spanId: "" };
    const calls = of.length === 1 ? "1 model call" : `${of.length} model calls`;
    return `${calls} (span ${spanId.slice(0, 16)} of trace ${traceId.slice(0, 32)}): ${reason.replace(/\.$/, "")}`;
  });
  const more = reasons.size - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more reasons`] : [])].join("; ");
}

const isId = (id: string, digits: number) => id.length === digits && /^[0-9a-f]+$/.test(id) && !/^0+$/.test(id);

/** Within what PostgreSQL's times can be, whatever was sent. */
const dateOf = (nanos: bigint) => new Date(Math.max(0, Math.min(Number(nanos / 1_000_000n), 4e12)));
