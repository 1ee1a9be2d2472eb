import { systemCtx } from "#server/access/organizations.ts";
import { prisma } from "#server/db.ts";
import { rebuildRollups } from "#server/ledger/rebuild-rollups.ts";
import { StartError } from "#server/start-error.ts";
import { runCommand } from "./run-command.ts";

const usage = `npm run rebuild-rollups [-- --org <id>] [--data-dir <folder>]
Makes every total anew from the recorded calls: of all organisations, or of one. Recording waits meanwhile, reading
does not. What is wrong is found by: npm run reconcile`;

/** Repairs kept sums, one organisation after the other. */
await runCommand({
  usage,
  options: ["org"],
  run: async ({ org }, words) => {
    if (words.length > 0) throw new StartError(`Usage: ${usage}`);
    const ids = org ? [org] : (await prisma().orgSettings.findMany()).map(({ orgId }) => orgId);
    const lines: string[] = [];
    for (const orgId of ids) {
      const ctx = await systemCtx({ orgId, by: "rebuild-rollups", now: new Date() });
      const started = performance.now();
      await rebuildRollups({ ctx }, (step) => console.error(`  ${orgId}: ${step}`));
      lines.push(`${orgId}: rebuilt in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    }
    return lines.join("\n");
  },
});
