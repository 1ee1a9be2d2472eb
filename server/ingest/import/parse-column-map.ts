import { z } from "zod";
import { isZone } from "#server/time/zone.ts";
import type { ColumnMap } from "./import-format.ts";
import { isDecimal } from "./read-number.ts";

const source = z.union([
  z.string(),
  z.strictObject({ column: z.string(), from: z.string().optional(), unit: z.enum(["s", "ms"]).optional() }),
  z.strictObject({ value: z.union([z.string(), z.number()]) }),
]);

const notation = {
  inputExcludesCache: z.boolean().optional(),
  only: z.boolean().optional(),
  order: z.enum(["dmy", "mdy"]).optional(),
  zone: z.string().max(64).refine(isZone, "must be a time zone such as Europe/Berlin").optional(),
  decimalComma: z.boolean().optional(),
  costUnit: z
    .string()
    .max(30)
    .refine((text) => isDecimal(text) && Number(text) > 0, "must be an amount of dollars above 0, such as 0.01")
    .optional(),
  tokenUnit: z.union([z.literal(1), z.literal(1000), z.literal(1_000_000)]).optional(),
};

/** A column map as pages send it: every field by name beneath `fields`. */
export const columnMapInput = z.strictObject({ ...notation, fields: z.record(z.string().max(40), source) });

const columnMap = z
  .object(notation)
  .catchall(source)
  .transform(({ inputExcludesCache, only, order, zone, decimalComma, costUnit, tokenUnit, ...fields }): ColumnMap => {
    const said = { inputExcludesCache, only, order, zone, decimalComma, costUnit, tokenUnit };
    return { fields: fields as ColumnMap["fields"], ...said };
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
 * A column map from the JSON text of `--map`: `{"occurredAt": "When", "model": {"value": "gpt-5"}, "zone": "Europe/Berlin"}`.
 * @throws SyntaxError or ZodError for anything else.
 */
export function parseColumnMap(json: string): ColumnMap {
  return columnMap.parse(JSON.parse(json));
}
