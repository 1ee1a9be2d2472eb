import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { AppError } from "#server/errors.ts";
import { StartError } from "#server/start-error.ts";
import { migrate } from "./migrate.ts";
import { secretFile } from "./secret-file.ts";
import { dataDirectory, withDatabase } from "./with-database.ts";

type Command = {
  /** Shown after a mistake and for --help. */
  usage: string;
  /** Names of options that take a value. `--data-dir` and `--help` are always there. */
  options: readonly string[];
  /** Names of options that are there or not. */
  flags?: readonly string[];
  /** May be the first thing ever done on a data directory. */
  create?: boolean;
  /** Does it, on a migrated database, and returns what goes to standard output. */
  run: (
    values: Record<string, string | undefined>,
    words: string[],
    dataDir: string,
    flags: ReadonlySet<string>,
  ) => Promise<string>;
};

/**
 * Runs one command of the command line: the result alone goes to standard output, everything else to standard error.
 * Works on `DATABASE_URL` or the data directory, whether the server runs or not. Ends with 1 and one clear sentence
 * when it could not do it.
 */
export async function runCommand({ usage, options, flags = [], create = false, run }: Command): Promise<void> {
  try {
    const { values, positionals } = parse(usage, options, flags);
    const set = new Set(flags.filter((flag) => values[flag as "help"]));
    if (values.help) return console.log(usage);
    const given = values as Record<string, string | undefined>;
    const dataDir = dataDirectory(given["data-dir"]);
    const result = await withDatabase(
      async (url) => {
        await migrate(url);
        process.env.PURSER_SECRET ||= secretOf(dataDir);
        const { closeDatabase } = await import("#server/db.ts");
        try {
          return await run(given, positionals, dataDir, set);
        } finally {
          await closeDatabase();
        }
      },
      { dataDir, create },
    );
    console.log(result);
  } catch (error) {
    process.exitCode = 1;
    console.error(error instanceof AppError || error instanceof StartError ? error.message : error);
  }
}

function parse(usage: string, names: readonly string[], flags: readonly string[]) {
  const options = Object.fromEntries(["data-dir", ...names].map((name) => [name, { type: "string" as const }]));
  const switches = Object.fromEntries(flags.map((name) => [name, { type: "boolean" as const }]));
  try {
    return parseArgs({ allowPositionals: true, options: { ...options, ...switches, help: { type: "boolean" } } });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(". ")[0] : String(error);
    throw new StartError(`${reason}. Usage: ${usage}`);
  }
}

/** The secret of the server on this data directory. */
function secretOf(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  return secretFile(join(dataDir, "secret"), () => randomBytes(32).toString("base64url"));
}
