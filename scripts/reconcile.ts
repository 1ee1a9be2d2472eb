import { parseArgs } from "node:util";
import { closeDatabase } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { type Discrepancy, reconcile, reconcileChecks } from "#server/ledger/reconcile.ts";
import { StartError } from "#server/start-error.ts";
import { migrate } from "./migrate.ts";
import { withDatabase } from "./with-database.ts";

const usage = `Compares every total with the recorded calls it was made of, to the nano-dollar. Changes nothing.

  npm run reconcile [-- --json] [--data-dir <folder>]

Ends with 0 when all agree, with 1 when some do not (or nothing could be compared). To repair: npm run rebuild-rollups`;

/** Of one check, as text; --json has all. */
const shownAtMost = 20;

try {
  const { values } = parse();
  if (values.help) console.log(usage);
  else {
    const found = await withDatabase(async (url) => {
      await migrate(url);
      return reconcile((check) => console.error(`  compared: ${check}`)).finally(closeDatabase);
    }, values["data-dir"]);
    console.log(values.json ? asJson(found) : asText(found));
    if (found.length > 0) process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof AppError || error instanceof StartError ? error.message : error);
  process.exitCode = 1;
}

function parse() {
  try {
    return parseArgs({
      options: {
        json: { type: "boolean", default: false },
        "data-dir": { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new AppError("bad_request", `${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

function asJson(found: Discrepancy[]): string {
  const checks = reconcileChecks.map((check) => {
    const discrepancies = found.filter((one) => one.check === check).map(({ check: _, ...rest }) => rest);
    return { check, ok: discrepancies.length === 0, discrepancies };
  });
  return JSON.stringify({ ok: found.length === 0, checks }, null, 2);
}

function asText(found: Discrepancy[]): string {
  const byCheck = Map.groupBy(found, ({ check }) => check);
  return reconcileChecks
    .flatMap((check) => {
      const rows = byCheck.get(check) ?? [];
      if (rows.length === 0) return [`✓ ${check}`];
      const shown = rows
        .slice(0, shownAtMost)
        .map(({ orgId, at, expected, found }) => `    ${orgId}: ${at}: should be ${expected}, is ${found}`);
      const more = rows.length > shownAtMost ? [`    and ${rows.length - shownAtMost} more (all of them: --json)`] : [];
      return [`✗ ${check}: ${rows.length} differ`, ...shown, ...more];
    })
    .join("\n");
}
