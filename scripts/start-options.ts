import { parseArgs } from "node:util";
import { StartError } from "#server/start-error.ts";
import { dataDirectory } from "./with-database.ts";

/** What `npm start` and `npm run dev` are told. `port` 0 takes a free one. */
export type StartOptions = { port: number; dataDir: string; demo: boolean };

const usage = "npm start -- [--port 3000] [--data-dir .data] [--no-demo]";

/**
 * Reads the options of the command line, and from the environment what it leaves open (PORT, PURSER_DATA_DIR).
 * @throws StartError for an unknown option or a port that is none.
 */
export function startOptions(args: string[], environment: NodeJS.ProcessEnv): StartOptions {
  const { values } = parse(args);
  const port = values.port ?? (environment.PORT || "3000");
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new StartError(`"${port}" is not a port: give a number from 0 to 65535. Usage: ${usage}`);
  }
  if (values["data-dir"] === "") throw new StartError(`--data-dir needs a folder. Usage: ${usage}`);
  return { port: Number(port), dataDir: dataDirectory(values["data-dir"]), demo: !values["no-demo"] };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: { port: { type: "string" }, "data-dir": { type: "string" }, "no-demo": { type: "boolean" } },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(". ")[0] : String(error);
    throw new StartError(`${reason}. Usage: ${usage}`);
  }
}
