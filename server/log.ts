import { pino } from "pino";
import { env } from "./env.ts";

/** Structured log on standard error; secrets never reach it. One line a request is written by `server/api`. */
export const log = pino(
  {
    level: env().LOG_LEVEL,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ["authorization", "cookie", "password", "*.authorization", "*.cookie", "*.password", "*.key"],
  },
  pino.destination(2),
);
