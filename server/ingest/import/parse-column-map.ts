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
 * A column map from the JSON text of `--map`: `{"occurredAt": "When", "model": {"value": "gpt-5"}}`.
 * @throws SyntaxError or ZodError for anything else.
 */
export function parseColumnMap(json: string): ColumnMap {
  return columnMap.parse(JSON.parse(json));
}
