import { z } from "@hono/zod-openapi";
import type { Ctx } from "#server/context.ts";
import { AppError } from "#server/errors.ts";
import { event } from "#server/ingest/event.ts";
import { lateCalls } from "#server/ingest/late-calls.ts";
import { parseLines } from "#server/ingest/parse-lines.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { createRestApp, invalidInput } from "../create-rest-app.ts";
import type { DirectAnswer } from "../direct-answer.ts";
import { jsonAnswer, restRoute } from "../rest-route.ts";

const maxEvents = 5_000;
const tooMany = `must hold 1 to ${maxEvents.toLocaleString("en-US")} events; send more in further requests`;

/** Each event is checked by itself, later, so that one bad event does not refuse the others. */
const eventsBody = z.strictObject({
  events: z
    .array(z.unknown())
    .min(1, tooMany)
    .max(maxEvents, tooMany)
    .openapi({ type: "array", items: { $ref: "#/components/schemas/Event" }, minItems: 1, maxItems: maxEvents }),
});

const exampleEvent: z.input<typeof event> = {
  id: "call-1",
  projectId: "my-project",
  agentId: "triage-bot",
  runId: "run-12",
  provider: "anthropic",
  model: "claude-sonnet-4-20250514",
  inputTokens: 12_000,
  cachedInputTokens: 8_000,
  outputTokens: 900,
};

const result = z
  .object({
    accepted: z.int(),
    duplicates: z.int(),
    rejected: z.array(
      z.object({
        index: z.int(),
        line: z.int().optional().openapi({ description: "Of newline-delimited JSON: the line, from 1." }),
        id: z.string().nullable(),
        code: z.enum(["validation_failed", "unknown_project", "conflict", "too_old"]),
        message: z.string(),
      }),
    ),
    corrections: z.array(lateCalls).optional().openapi({
      description:
        "Of those accepted, calls of months that are closed: they count in every total, and in the books they are corrections of a later month. Left out where there are none.",
    }),
  })
  .openapi("RecordResult");

const record = restRoute("ingest", {
  method: "post",
  path: "/v1/events",
  summary: "Record calls: good ones are kept even where others are refused; the same id again changes nothing",
  request: {
    body: {
      // Not `required`, so that only a JSON body is read as JSON; a body of another type is answered below.
      content: {
        "application/json": { schema: eventsBody, examples: { call: { value: { events: [exampleEvent] } } } },
        "application/x-ndjson": { schema: z.string().openapi({ description: "One event a line." }) },
      },
    },
  },
  responses: { 200: jsonAnswer("What became of each event.", result) },
});

/**
 * The event as the OpenAPI document describes it. By zod itself: `register` wants a schema that was made after
 * `@hono/zod-openapi` was loaded, and which module comes first is not ours to say.
 */
function eventSchema() {
  const { $schema: _, ...schema } = z.toJSONSchema(event, { io: "input" });
  return schema as Parameters<typeof events.openAPIRegistry.registerComponent<"schemas">>[2];
}

export const events = createRestApp();
events.openAPIRegistry.registerComponent("schemas", "Event", eventSchema());

events.openapi(record, async (c) => {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type === "application/json") {
    const { events } = c.req.valid("json") as z.output<typeof eventsBody>;
    return c.json(await recordEvents({ ctx: c.get("ctx"), events }), 200);
  }
  if (type === "application/x-ndjson") {
    const { values, lines } = parseLines(await c.req.text());
    if (values.length === 0 || values.length > maxEvents) {
      throw new AppError("validation_failed", `The body ${tooMany}.`, { errors: [{ path: "", message: tooMany }] });
    }
    const result = await recordEvents({ ctx: c.get("ctx"), events: values });
    const rejected = result.rejected.map(({ index, ...why }) => ({ index, line: lines[index], ...why }));
    return c.json({ ...result, rejected }, 200);
  }
  throw new AppError("unsupported_media_type", "Send application/json or application/x-ndjson.");
});

/** The same, without Hono: see `answerDirectly`. */
export async function recordDirectly(ctx: Ctx, body: unknown): Promise<DirectAnswer> {
  const parsed = eventsBody.safeParse(body);
  if (!parsed.success) throw invalidInput(parsed.error, "json");
  return { status: 200, body: await recordEvents({ ctx, events: parsed.data.events }) };
}
