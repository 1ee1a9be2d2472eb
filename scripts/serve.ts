import { runPurser } from "./run-purser.ts";

/** `npm start`: sets up what is missing, then serves. */
await runPurser({ dev: false });
