/** Attributes of a span or a resource. */
export type Values = Record<string, string | number | boolean>;
export type TestSpan = { id: string; parent?: string; trace?: string; at?: number; failed?: boolean; values: Values };

/** When the first of them begins. */
export const start = Date.UTC(2026, 10, 20, 9);
/** An id of so many hexadecimal digits. */
export const hex = (text: string, digits: number) =>
  Buffer.from(text).toString("hex").padStart(digits, "0").slice(-digits);
const keyValues = (values: Values) =>
  Object.entries(values).map(([key, value]) => ({
    key,
    value:
      typeof value === "string"
        ? { stringValue: value }
        : typeof value === "boolean"
          ? { boolValue: value }
          : Number.isInteger(value)
            ? { intValue: String(value) }
            : { doubleValue: value },
  }));

/** A request with these spans as OTLP in JSON. Without `at` (milliseconds after `start`) all lie in the same second. */
export const spansRequest = (spans: TestSpan[], resource: Values = {}) => ({
  resourceSpans: [
    {
      resource: { attributes: keyValues({ "service.name": "checkout", ...resource }) },
      scopeSpans: [
        {
          scope: { name: "test" },
          spans: spans.map(({ id, parent, trace = "t1", at = 0, failed, values }) => ({
            traceId: hex(trace, 32).toUpperCase(),
            spanId: hex(id, 16),
            ...(parent && { parentSpanId: hex(parent, 16) }),
            name: id,
            kind: 3,
            startTimeUnixNano: `${start + at}000000`,
            endTimeUnixNano: `${start + at + 1_000}123456`,
            attributes: keyValues(values),
            status: failed ? { code: 2, message: "429" } : {},
            unknownField: [1],
          })),
        },
      ],
    },
  ],
});
