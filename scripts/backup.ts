import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { StartError } from "#server/start-error.ts";
import { backupFile, writeBackup } from "./backup/write-backup.ts";
import { diskReason } from "./disk-error.ts";
import { runCommand } from "./run-command.ts";

const usage = `npm run backup [-- options]

Writes everything Purser has into one compressed file: organisations, people, calls, totals, settings, and the secret of
the data directory, so keep it as safe as those. Purser goes on meanwhile; what was answered before this began is in it.
To read it back: npm run restore -- <file>

  --to <file>          a new file, a folder/ to put one into, or - for standard output
                       (default: a new file in <data-dir>/backups)`;

await runCommand({
  usage,
  options: ["to"],
  migrates: false,
  read: ({ to }, words) => (words.length === 0 && to !== "" ? { to } : undefined),
  run: async ({ to }, dataDir) => {
    const started = performance.now();
    const secretFile = join(dataDir, "secret");
    const secret = existsSync(secretFile) ? readFileSync(secretFile, "utf8").trim() : null;
    const url = process.env.DATABASE_URL ?? "";
    const toOutput = to === "-";
    const file = toOutput ? "standard output" : fileFor(to, dataDir);
    const { createdAt, rows, bytes } = toOutput
      ? await writeBackup(url, secret, toStandardOutput())
      : await wholeOrNot(file, (draft) => writeBackup(url, secret, backupFile(draft)));
    const size = toOutput ? null : statSync(file).size;
    const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
    const count = Object.values(rows).reduce((sum, one) => sum + one, 0);
    const summary = `${count} rows${size === null ? "" : `, ${(size / 1e6).toFixed(1)} MB`}, in ${seconds} s`;
    console.error(`Backed up ${summary}.`);
    return { text: toOutput ? null : file, json: { file, createdAt, rows, bytes, size, seconds } };
  },
});

function fileFor(to: string | undefined, dataDir: string): string {
  const name = `purser-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "")}.backup.gz`;
  const path = resolve(to ?? join(dataDir, "backups"));
  const isFolder = to === undefined || /[/\\]$/.test(to) || (existsSync(path) && statSync(path).isDirectory());
  return isFolder ? join(path, name) : path;
}

/** Beside it first, and renamed when it is whole and on the disk: whoever copies backups away never takes half of one. */
async function wholeOrNot<T>(file: string, write: (draft: string) => Promise<T>): Promise<T> {
  if (existsSync(file)) throw new StartError(`${file} is there already. Name another file with --to.`);
  const draft = `${file}.part-${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const written = await write(draft);
    renameSync(draft, file);
    return written;
  } catch (error) {
    const reason = diskReason(error);
    throw reason ? new StartError(`${file} cannot be written: ${reason}. Choose another place with --to.`) : error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Standard output is not ours to close. */
function toStandardOutput(): PassThrough {
  const through = new PassThrough();
  through.pipe(process.stdout, { end: false });
  return through;
}
