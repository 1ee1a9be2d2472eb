/** What an attribute holds; lists, maps and bytes say nothing about a charge and are passed over. */
export type AttributeValue = string | number | boolean;
export type Attributes = ReadonlyMap<string, AttributeValue>;

/** A finished span, whichever encoding brought it. Ids are lower-case hex, as sent: whether they are whole is checked later. */
export type Span = {
  traceId: string;
  spanId: string;
  /** Null at the root of a trace. */
  parentSpanId: string | null;
  name: string;
  /** Nanoseconds since 1970, UTC; 0 where nothing is said. */
  startNanos: bigint;
  endNanos: bigint;
  /** Whether its status is an error. */
  failed: boolean;
  attributes: Attributes;
  /** Of the process that made it. */
  resource: Attributes;
};

/** The first of these attributes that is a text with something in it. */
export function textOf(attributes: Attributes, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = attributes.get(key);
    if (typeof value === "string" && value.trim() !== "") return value.trim();
    if (typeof value === "number") return String(value);
  }
  return undefined;
}

/** The first of these attributes that is a number, or a text that is one. */
export function numberOf(attributes: Attributes, keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const value = attributes.get(key);
    if (typeof value === "number" && Number.isFinite(value)) return value;
    if (typeof value === "string" && /^\d+(\.\d+)?$/.test(value)) return Number(value);
  }
  return undefined;
}

/** An attribute whose text is a JSON object; undefined for anything else. */
export function objectOf(attributes: Attributes, key: string): Record<string, unknown> | undefined {
  const text = attributes.get(key);
  if (typeof text !== "string" || !text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
