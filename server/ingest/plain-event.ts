import type { Event } from "./event.ts";

/*
 * The schema of an event (event.ts) costs several microseconds a call, most of it for exactness that nearly no event
 * needs. This recognises the plain ones at a fraction of that. It accepts a part of what the schema accepts and never
 * anything else (a property test compares the two); what it does not recognise is for the schema to judge.
 */

const id = /^[!-~]{1,128}$/;
const line64 = /^[ -~]{1,64}$/;
const line256 = /^[ -~]{1,256}$/;
/** UTC, from 2015, and every month with its own days; leap days are left to the schema. */
const time =
  /^(?:201[5-9]|20[2-9]\d)-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;

/** The event, if it is one whose fields are plain: ASCII, times in UTC, no tags. Null says nothing: ask the schema. */
export function plainEvent(raw: unknown): Event | null {
  if (typeof raw !== "object" || raw === null || Object.getPrototypeOf(raw) !== Object.prototype) return null;
  const e = raw as Partial<Record<keyof Event, unknown>>;
  if (!isText(e.id, id) || !isText(e.projectId, id) || !isText(e.agentId, id)) return null;
  if (!isText(e.provider, line256) || !isText(e.model, line256)) return null;
  if (!isCount(e.inputTokens) || !isCount(e.outputTokens)) return null;

  let fields = 7;
  let parts = 0;
  if (e.occurredAt !== undefined && ++fields && !isText(e.occurredAt, time)) return null;
  if (e.agentType !== undefined && ++fields && !isText(e.agentType, line256)) return null;
  if (e.runId !== undefined && ++fields && !isText(e.runId, id)) return null;
  if (e.jobId !== undefined && ++fields && !isText(e.jobId, id)) return null;
  if (e.sessionId !== undefined && ++fields && !isText(e.sessionId, id)) return null;
  if (e.reservationId !== undefined && ++fields && !isText(e.reservationId, id)) return null;
  if (e.serviceTier !== undefined && ++fields && !isText(e.serviceTier, line64)) return null;
  if (e.effort !== undefined && ++fields && !isText(e.effort, line64)) return null;
  if (e.currency !== undefined && ++fields && e.currency !== "USD") return null;
  if (e.status !== undefined && ++fields && e.status !== "ok" && e.status !== "error") return null;
  if (e.attempt !== undefined && ++fields && !(isCount(e.attempt) && e.attempt >= 1 && e.attempt <= 10_000))
    return null;
  if (e.cost !== undefined && ++fields && !(typeof e.cost === "number" && e.cost >= 0 && e.cost <= 1e9)) return null;
  for (const part of [e.cachedInputTokens, e.cacheWriteTokens, e.cacheWrite1hTokens]) {
    if (part === undefined) continue;
    if (!isCount(part)) return null;
    fields++;
    parts += part;
  }
  if (parts > e.inputTokens) return null;
  const reasoning = e.reasoningTokens;
  if (reasoning !== undefined && ++fields && !(isCount(reasoning) && reasoning <= e.outputTokens)) return null;

  // A field too many is one that no event has, tags, or one that is there and undefined.
  return Object.keys(e).length === fields ? (e as Event) : null;
}

function isText(value: unknown, form: RegExp): value is string {
  return typeof value === "string" && form.test(value);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 1e12;
}
