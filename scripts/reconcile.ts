import { type Discrepancy, reconcile, reconcileChecks } from "#server/ledger/reconcile.ts";
import { runCommand } from "./run-command.ts";

const usage = `npm run reconcile [-- options]

Compares every total of every organisation with the recorded calls it was made of, to the nano-dollar. Changes nothing.
Ends with 0 only when all agree. To repair: npm run rebuild-rollups`;

/** Of one check, as text; --json has all. */
const shownAtMost = 20;

await runCommand({
  usage,
  options: [],
  read: (_, words) => (words.length === 0 ? {} : undefined),
  run: async () => {
    // A terminal shows where it is in one line that goes away: the result names every check.
    const terminal = process.stderr.isTTY;
    const found = await reconcile((check) => terminal && process.stderr.write(`\r\u001b[Kcompared: ${check}`));
    if (terminal) process.stderr.write("\r\u001b[K");
    if (found.length > 0) process.exitCode = 1;
    return { text: asText(found), json: forJson(found) };
  },
});

function forJson(found: Discrepancy[]) {
  const checks = reconcileChecks.map((check) => {
    const discrepancies = found.filter((one) => one.check === check).map(({ check: _, ...rest }) => rest);
    return { check, ok: discrepancies.length === 0, discrepancies };
  });
  return { ok: found.length === 0, checks };
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
