import { pino } from "pino";
import { uncheckedLogLevel } from "./env.ts";
import { loggedError, withoutSecrets } from "./log-error.ts";

/**
 * Structured log on standard error; secrets never reach it. One line a request is written by `server/api`.
 * The level is read here and checked by `env()` at boot, so that importing this file needs no environment
 * (the build and the commands import it before there is one).
 */
export const log = pino(
  {
    level: level(uncheckedLogLevel()),
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: loggedError, path: withoutSecrets },
    redact: ["authorization", "cookie", "password", "*.authorization", "*.cookie", "*.password", "*.key"],
  },
  // Several lines a write under load, and none waits long; what is left is written when the process ends.
  pino.destination({ dest: 2, minLength: 8192, periodicFlush: 100 }),
);

function level(name: string): string {
  return name === "silent" || name in pino.levels.values ? name : "info";
}
