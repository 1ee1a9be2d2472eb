import { runPurser } from "./run-purser.ts";

/** `npm run dev`: the same with hot reload instead of a production build. */
await runPurser({ dev: true });
