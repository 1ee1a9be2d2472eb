import { basename, extname } from "node:path";
import type { LedgerEntry } from "#server/ledger/entry.ts";
import { loadCatalogue } from "#server/pricing/catalogue.ts";
import { createPriceBook } from "#server/pricing/price-book.ts";
import { event } from "../event.ts";
import { normalise } from "../normalise.ts";
import { findFiles } from "./find-files.ts";
import type { ReadOptions } from "./import-format.ts";
import { openFile } from "./open-file.ts";

/** Of one call of a file. */
type Charge = Pick<LedgerEntry, "occurredAt" | "costNanos">;

/**
 * The calls of files and folders as an import would record them, each once, priced by the catalogue and written nowhere.
 * What cannot be read as a call is left out, and a file that no format recognises.
 * @throws AppError where a path does not exist or the options do not fit a file.
 */
export async function* readCharges(
  paths: readonly string[],
  options: Pick<ReadOptions, "provider" | "model" | "columns">,
): AsyncGenerator<Charge> {
  const prices = createPriceBook({ catalogue: await loadCatalogue() });
  const now = new Date();
  const seen = new Set<string>();
  for (const { path } of await findFiles(paths)) {
    const fileStem = basename(path, extname(path));
    const opened = await openFile(path, { ...options, projectId: "trace", fileStem, now });
    if (!opened) continue;
    for await (const items of opened.found) {
      for (const item of items) {
        const call = item.kind === "call" ? event.safeParse(item.event) : null;
        if (!call?.success || seen.has(call.data.id)) continue;
        seen.add(call.data.id);
        yield normalise(call.data, prices, now);
      }
    }
  }
}
