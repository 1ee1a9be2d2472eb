import { z } from "@hono/zod-openapi";
import type { Attributes, AttributeValue, Span } from "./span.ts";

/*
 * OTLP in JSON: the JSON mapping of protobuf, except that ids are hexadecimal. What is not named here is passed over, as
 * the protocol asks of receivers. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */

/** 64-bit integers are texts in protobuf's JSON; some exporters send numbers. */
const nanos = z.union([z.string().regex(/^\d{1,20}$/, "must be a whole number of nanoseconds"), z.number()]).nullish();
const text = z.string().nullish();
/** Nobody's other attributes are a reason to refuse a request: what is no value of its kind is passed over. */
const keyValue = z.object({ key: z.string(), value: z.record(z.string(), z.unknown()).nullish() });
const attributes = z.array(keyValue).nullish();
const span = z.object({
  traceId: text,
  spanId: text,
  parentSpanId: text,
  name: text,
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
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
        startNanos: bigintOf(span.startTimeUnixNano),
        endNanos: bigintOf(span.endTimeUnixNano),
        failed: span.status?.code === 2 || span.status?.code === "STATUS_CODE_ERROR",
        attributes: attributesOf(span.attributes),
        resource: ofResource,
      }));
  });
}

const bigintOf = (nanos: string | number | null | undefined) =>
  BigInt(typeof nanos === "number" ? Math.trunc(nanos) : (nanos ?? 0));

function attributesOf(list: z.output<typeof attributes>): Attributes {
  const found = new Map<string, AttributeValue>();
  for (const { key, value } of list ?? []) {
    const held = value && attributeValue(value);
    if (held !== undefined && held !== null) found.set(key, held);
  }
  return found;
}

function attributeValue({
  stringValue,
  boolValue,
  intValue,
  doubleValue,
}: Record<string, unknown>): AttributeValue | undefined {
  if (typeof stringValue === "string") return stringValue;
  if (typeof boolValue === "boolean") return boolValue;
  for (const number of [intValue, doubleValue]) {
    if (typeof number === "number") return number;
    if (typeof number === "string" && number !== "") return Number(number);
  }
  return undefined;
}
