import { systemCtx } from "#server/access/organizations.ts";
import { prisma } from "#server/db.ts";
import { rebuildRollups } from "#server/ledger/rebuild-rollups.ts";
import { runCommand } from "./run-command.ts";

const usage = `npm run rebuild-rollups [-- options]

Makes every total anew from the recorded calls, one organisation after the other. Recording waits meanwhile
(a request for ten seconds: then it is asked to come again), reading does not. What is wrong is found by: npm run reconcile

  --org <id>           only of this organisation`;

await runCommand({
  usage,
  options: ["org"],
  read: ({ org }, words) => (words.length === 0 ? { org } : undefined),
  run: async ({ org }) => {
    const ids = org ? [org] : (await prisma().orgSettings.findMany()).map(({ orgId }) => orgId);
    const rebuilt: { org: string; seconds: number }[] = [];
    for (const orgId of ids) {
      const ctx = await systemCtx({ orgId, by: "rebuild-rollups", now: new Date() });
      const started = performance.now();
      await rebuildRollups({ ctx }, (step) => console.error(`  ${orgId}: ${step}`));
      rebuilt.push({ org: orgId, seconds: Number(((performance.now() - started) / 1000).toFixed(1)) });
    }
    return {
      text: rebuilt.map(({ org, seconds }) => `${org}: rebuilt in ${seconds.toFixed(1)} s`).join("\n"),
      json: { rebuilt },
    };
  },
});
