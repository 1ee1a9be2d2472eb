import { parseArgs } from "node:util";
import { systemCtx } from "#server/access/organizations.ts";
import { closeDatabase, prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { rebuildRollups } from "#server/ledger/rebuild-rollups.ts";
import { StartError } from "#server/start-error.ts";
import { migrate } from "./migrate.ts";
import { withDatabase } from "./with-database.ts";

const usage = `Makes every total anew from the recorded calls. Reports go on; recording waits meanwhile.

  npm run rebuild-rollups [-- --org <id>] [--data-dir <folder>]

Without --org: of every organisation, one after the other. What is wrong is found by: npm run reconcile`;

try {
  const { values } = parse();
  if (values.help) console.log(usage);
  else {
    await withDatabase(async (url) => {
      await migrate(url);
      await run(values.org).finally(closeDatabase);
    }, values["data-dir"]);
  }
} catch (error) {
  console.error(error instanceof AppError || error instanceof StartError ? error.message : error);
  process.exitCode = 1;
}

function parse() {
  try {
    return parseArgs({
      options: {
        org: { type: "string" },
        "data-dir": { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new AppError("bad_request", `${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

async function run(orgId: string | undefined): Promise<void> {
  const found = orgId ? [{ orgId }] : await prisma().orgSettings.findMany({ select: { orgId: true } });
  for (const one of found) {
    const ctx = await systemCtx({ orgId: one.orgId, by: "rebuild-rollups", now: new Date() });
    const started = performance.now();
    await rebuildRollups({ ctx }, (step) => console.error(`  ${ctx.orgId}: ${step}`));
    console.log(`${ctx.orgId}: rebuilt in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
}
