import { z } from "zod";
import type { ColumnMap } from "./import-format.ts";

const source = z.union([
  z.string(),
  z.strictObject({ column: z.string(), from: z.string().optional(), unit: z.enum(["s", "ms"]).optional() }),
  z.strictObject({ value: z.union([z.string(), z.number()]) }),
]);

const columnMap = z
  .object({ inputExcludesCache: z.boolean().optional() })
  .catchall(source)
  .transform(({ inputExcludesCache, ...fields }): ColumnMap => {
    return { fields: fields as ColumnMap["fields"], ...(inputExcludesCache !== undefined && { inputExcludesCache }) };
  });

/**
 * A column map from `field=column` pairs, such as `model=Engine`; null where one of them is no pair.
 */
export function columnPairs(words: readonly string[]): ColumnMap | null {
  const pairs = words.map((word) => /^(\w+)=(.+)$/s.exec(word));
  if (pairs.some((pair) => pair === null)) return null;
  return { fields: Object.fromEntries(pairs.flatMap((pair) => (pair ? [[pair[1], pair[2]]] : []))) };
}

/**
 * A column map from the JSON text of `--map`: `{"occurredAt": "When", "model": {"value": "gpt-5"}}`.
 * @throws SyntaxError or ZodError for anything else.
 */
export function parseColumnMap(json: string): ColumnMap {
  return columnMap.parse(JSON.parse(json));
}
