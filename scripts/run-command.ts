import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "#server/errors.ts";
import { StartError } from "#server/start-error.ts";
import { migrate } from "./migrate.ts";
import { parseOptions } from "./parse-options.ts";
import { secretFile } from "./secret-file.ts";
import { exitCodeOf, UsageError } from "./usage-error.ts";
import { dataDirectory, withDatabase } from "./with-database.ts";

type Command<Input> = {
  /** What is special to it; what all commands take is added. Shown for --help and after a mistake. */
  usage: string;
  /** Names of options that take a value. `--data-dir`, `--json` and `--help` are always there. */
  options: readonly string[];
  /** Names of options that take none: given or not. */
  flags?: readonly string[];
  /** Those of them without which it does nothing: whoever leaves one out is told which. */
  required?: readonly string[];
  /** May be the first thing ever done on a data directory. */
  create?: boolean;
  /** Leaves the database at the schema it has: false for what a newer Purser does before it migrates. */
  migrates?: boolean;
  /** What the call means, or undefined where it means nothing. */
  read: (values: Record<string, string | undefined>, words: string[], flags: ReadonlySet<string>) => Input | undefined;
  /** Gives the database to work on, if not simply `DATABASE_URL` or that of the data directory. */
  open?: <T>(input: Input, dataDir: string, work: (databaseUrl: string) => Promise<T>) => Promise<T>;
  /** Does it, on a migrated database. What goes to standard output, as text (null: nothing more) and for --json. */
  run: (input: Input, dataDir: string) => Promise<{ text: string | null; json: unknown }>;
};

/**
 * Runs one command of the command line: the result alone goes to standard output, everything else to standard error.
 * Works on `DATABASE_URL` or the data directory, whether the server runs or not. Ends with 1 and one clear sentence
 * when it could not do it, with 2 and the usage when the call was wrong.
 */
export async function runCommand<Input>({
  options,
  flags = [],
  required = [],
  create = false,
  migrates = true,
  ...command
}: Command<Input>): Promise<void> {
  const usage = `${command.usage}\n\n${common}`;
  try {
    const { values, positionals } = parse(usage, options, flags);
    if (values.help) return console.log(usage);
    const given = values as Record<string, string | undefined>;
    const missing = required.filter((name) => !given[name]).map((name) => `--${name}`);
    if (missing.length > 0) throw new UsageError(usage, `Missing: ${missing.join(", ")}.`);
    const input = command.read(given, positionals, new Set(flags.filter((name) => name in given)));
    if (input === undefined) throw new UsageError(usage);
    const dataDir = dataDirectory(values["data-dir"]);
    const open = command.open ?? ((_, folder, work) => withDatabase(work, { dataDir: folder, create }));
    const result = await open(input, dataDir, async (url) => {
      if (migrates) await migrate(url);
      if (migrates) process.env.PURSER_SECRET ||= secretOf(dataDir);
      const { closeDatabase } = await import("#server/db.ts");
      try {
        return await command.run(input, dataDir);
      } finally {
        await closeDatabase();
      }
    });
    if (result.text !== null) console.log(values.json ? JSON.stringify(result.json, null, 2) : result.text);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    console.error(error instanceof AppError || error instanceof StartError ? error.message : error);
  }
}

const common = `  --data-dir <folder>  default: PURSER_DATA_DIR, else .data; not used with DATABASE_URL
  --json               the result as JSON
  --help               prints this

Ends with 0 when it is done, with 1 when it could not be, with 2 for a wrong call.`;

function parse(usage: string, names: readonly string[], flags: readonly string[]) {
  const own: Record<string, { type: "string" | "boolean" }> = {
    ...Object.fromEntries(names.map((name) => [name, { type: "string" }])),
    ...Object.fromEntries(flags.map((name) => [name, { type: "boolean" }])),
  };
  return parseOptions(usage, {
    allowPositionals: true,
    options: {
      ...own,
      "data-dir": { type: "string" },
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
}

/** The secret of the server on this data directory. */
export function secretOf(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  return secretFile(join(dataDir, "secret"), () => randomBytes(32).toString("base64url"));
}
