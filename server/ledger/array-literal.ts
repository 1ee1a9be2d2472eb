/**
 * A PostgreSQL array literal of one column, sent as one parameter. `pg` builds these too, but takes every number
 * for text that needs escaping.
 */
export function arrayLiteral(values: readonly (string | number | bigint | Date | null)[]): string {
  const parts = new Array<string>(values.length);
  for (let i = 0; i < values.length; i++) parts[i] = element(values[i] ?? null);
  return `{${parts.join(",")}}`;
}

function element(value: string | number | bigint | Date | null): string {
  if (value === null) return "NULL";
  if (typeof value === "string") return `"${special.test(value) ? value.replace(/["\\]/g, "\\$&") : value}"`;
  if (value instanceof Date) return `"${value.toISOString()}"`;
  return value.toString();
}

const special = /["\\]/;
