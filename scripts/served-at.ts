import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Where the server of this data directory says that it is; undefined while none runs. */
export function servedAt(dataDir: string): string | undefined {
  const lock = join(dataDir, "purser.lock");
  return existsSync(lock) ? readFileSync(lock, "utf8").match(/https?:\/\/\S+/)?.[0] : undefined;
}
