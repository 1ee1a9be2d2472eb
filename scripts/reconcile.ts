import { type Discrepancy, reconcile, reconcileChecks } from "#server/ledger/reconcile.ts";
import { StartError } from "#server/start-error.ts";
import { runCommand } from "./run-command.ts";

const usage = `npm run reconcile [-- --json] [--data-dir <folder>]
Compares every total of every organisation with the recorded calls it was made of, to the nano-dollar. Changes nothing.
Ends with 0 when all agree, with 1 when some do not. To repair: npm run rebuild-rollups`;

/** Of one check, as text; --json has all. */
const shownAtMost = 20;

/** Says of each check that it holds, or where it does not. */
await runCommand({
  usage,
  options: [],
  flags: ["json"],
  run: async (_, words, _dataDir, flags) => {
    if (words.length > 0) throw new StartError(`Usage: ${usage}`);
    const found = await reconcile((check) => console.error(`  compared: ${check}`));
    if (found.length > 0) process.exitCode = 1;
    return flags.has("json") ? asJson(found) : asText(found);
  },
});

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
