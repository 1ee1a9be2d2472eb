import { type ParseArgsConfig, parseArgs } from "node:util";
import { UsageError } from "./usage-error.ts";

/** Node's `parseArgs`, whose complaints become one sentence and the usage. @throws UsageError */
export function parseOptions<const T extends ParseArgsConfig>(
  usage: string,
  config: T,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(usage, `${error instanceof Error ? error.message.split(". ")[0] : error}.`);
  }
}
