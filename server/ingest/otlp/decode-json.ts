import { z } from "@hono/zod-openapi";
import type { Attributes, AttributeValue, Span } from "./span.ts";

/*
 * OTLP in JSON: the JSON mapping of protobuf, except that ids are hexadecimal. What is not named here is passed over, as
 * the protocol asks of receivers. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */

/** 64-bit integers are texts in protobuf's JSON; some exporters send numbers. */
const whole = z.union([z.string().regex(/^-?\d{1,20}$/, "must be a whole number"), z.int()]).nullish();
const text = z.string().nullish();
const keyValue = z.object({
  key: z.string(),
  value: z
    .object({
      stringValue: text,
      boolValue: z.boolean().nullish(),
      intValue: whole,
      doubleValue: z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]).nullish(),
    })
    .nullish(),
});
const attributes = z.array(keyValue).nullish();
const span = z.object({
  traceId: text,
  spanId: text,
  parentSpanId: text,
  name: text,
  startTimeUnixNano: whole,
  endTimeUnixNano: whole,
  attributes,
  status: z.object({ code: z.union([z.int(), z.string()]).nullish() }).nullish(),
});

/** `ExportTraceServiceRequest`: finished spans by scope and resource. */
export const traceRequest = z
  .object({
    resourceSpans: z
      .array(
        z.object({
          resource: z.object({ attributes }).nullish(),
          scopeSpans: z.array(z.object({ spans: z.array(span).nullish() })).nullish(),
        }),
      )
      .nullish(),
  })
  .openapi("ExportTraceServiceRequest", { description: "OTLP/HTTP: `ExportTraceServiceRequest` in JSON." });

/** The spans of a request in JSON. */
export function spansOfJson(request: z.output<typeof traceRequest>): Span[] {
  return (request.resourceSpans ?? []).flatMap(({ resource, scopeSpans }) => {
    const ofResource = attributesOf(resource?.attributes);
    return (scopeSpans ?? [])
      .flatMap(({ spans }) => spans ?? [])
      .map((span) => ({
        traceId: (span.traceId ?? "").toLowerCase(),
        spanId: (span.spanId ?? "").toLowerCase(),
        parentSpanId: span.parentSpanId?.toLowerCase() || null,
        name: span.name ?? "",
        startNanos: BigInt(span.startTimeUnixNano ?? 0),
        endNanos: BigInt(span.endTimeUnixNano ?? 0),
        failed: span.status?.code === 2 || span.status?.code === "STATUS_CODE_ERROR",
        attributes: attributesOf(span.attributes),
        resource: ofResource,
      }));
  });
}

function attributesOf(list: z.output<typeof attributes>): Attributes {
  const found = new Map<string, AttributeValue>();
  for (const { key, value } of list ?? []) {
    const held = value?.stringValue ?? value?.boolValue ?? value?.intValue ?? value?.doubleValue;
    if (held === undefined || held === null) continue;
    found.set(key, typeof value?.intValue === "string" && held === value.intValue ? Number(held) : held);
  }
  return found;
}
