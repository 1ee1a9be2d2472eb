import { parseOptions } from "./parse-options.ts";
import { UsageError } from "./usage-error.ts";
import { dataDirectory } from "./with-database.ts";

/** What `npm start` and `npm run dev` are told. `port` 0 takes a free one. */
export type StartOptions = { port: number; dataDir: string; demo: boolean; help: boolean };

/** What `--help` prints, and what follows a mistake. */
export const startUsage = `npm start -- [options]

Sets up what is missing (packages, PostgreSQL, tables, pages, demo data), serves, and prints a link to sign in with.
npm run dev takes the same options.

  --port <number>      default: PORT, else 3000; 0 takes a free one
  --data-dir <folder>  default: PURSER_DATA_DIR, else .data
  --no-demo            makes no demo data, and removes what there is of it
  --help               prints this

Stop it with Ctrl-C. Ends with 0 when it was told to stop by SIGTERM, with 130 after Ctrl-C, with 1 when it could not
start, with 2 for wrong options.`;

/**
 * Reads the options of the command line, and from the environment what it leaves open (PORT, PURSER_DATA_DIR).
 * @throws UsageError for an unknown option or a port that is none.
 */
export function startOptions(args: string[], environment: NodeJS.ProcessEnv): StartOptions {
  const { values } = parseOptions(startUsage, {
    args,
    options: {
      port: { type: "string" },
      "data-dir": { type: "string" },
      "no-demo": { type: "boolean" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const port = values.port ?? (environment.PORT || "3000");
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new UsageError(startUsage, `"${port}" is not a port: give a number from 0 to 65535.`);
  }
  if (values["data-dir"] === "") throw new UsageError(startUsage, "--data-dir needs a folder.");
  return {
    port: Number(port),
    dataDir: dataDirectory(values["data-dir"]),
    demo: !values["no-demo"],
    help: values.help,
  };
}
