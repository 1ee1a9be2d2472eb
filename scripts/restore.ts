import { resolve } from "node:path";
import { reconcile } from "#server/ledger/reconcile.ts";
import { StartError } from "#server/start-error.ts";
import { intoNewCluster } from "./backup/into-new-cluster.ts";
import { keepSecret } from "./backup/keep-secret.ts";
import { loadBackup } from "./backup/load-backup.ts";
import { verifyBackup } from "./backup/read-backup.ts";
import { runCommand, secretOf } from "./run-command.ts";

const usage = `npm run restore -- <file> [options]

Reads a backup into a new data directory (--data-dir) or into the empty database of DATABASE_URL, brings it to this
version of Purser and compares every total with the calls. The file is checked first, and nothing is overwritten.

  --replace            puts the data that is in the data directory aside (postgres.before-…) instead of refusing
  --check              only says what the file is, and whether it is whole`;

type Input = {
  file: string;
  replace: boolean;
  check: boolean;
  /** Known once the file was read to its end. */
  backup?: Awaited<ReturnType<typeof verifyBackup>>;
};

await runCommand<Input>({
  usage,
  options: [],
  flags: ["replace", "check"],
  migrates: false,
  read: (_, words, flags) =>
    words.length === 1
      ? { file: resolve(words[0] ?? ""), replace: flags.has("replace"), check: flags.has("check") }
      : undefined,
  open: async (input, dataDir, work) => {
    // Whatever is wrong with the file is known before anything is touched.
    input.backup = await verifyBackup(input.file);
    console.error(`The backup is whole: ${describe(input.backup)}`);
    if (input.check) return work("");
    const given = process.env.DATABASE_URL;
    if (given && input.replace) {
      throw new StartError("--replace is for data directories. Name a new, empty database in DATABASE_URL instead.");
    }
    return given ? work(given) : intoNewCluster(dataDir, input.replace, work);
  },
  run: async ({ file, check, backup }, dataDir) => {
    const { secret = null, ...header } = backup?.header ?? {};
    const json = { file, ...header, rows: backup?.rows };
    if (check) return { text: `${file} is whole.`, json };
    const started = performance.now();
    await loadBackup(process.env.DATABASE_URL ?? "", file, (text) => console.error(text));
    const notes = keepSecret(dataDir, secret);
    process.env.PURSER_SECRET ||= secretOf(dataDir);
    console.error("Comparing every total with the calls");
    const disagree = (await reconcile()).length;
    if (disagree > 0) process.exitCode = 1;
    const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
    const totals =
      disagree === 0 ? "Every total agrees with the calls." : `${disagree} totals disagree: npm run reconcile`;
    return {
      text: [`Restored in ${seconds} s. ${totals}`, ...notes].join("\n"),
      json: { ...json, seconds, ok: disagree === 0 },
    };
  },
});

function describe({ header, rows }: NonNullable<Input["backup"]>): string {
  const at = header.createdAt.slice(0, 19).replace("T", " ");
  const calls = rows.credit_transactions ?? 0;
  return `of ${at} UTC, ${calls} calls of ${rows.organizations ?? 0} organisations, migration ${header.migrations.at(-1)}`;
}
