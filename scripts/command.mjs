import { continueWith } from "./install.mjs";

// `node scripts/command.mjs key …` runs scripts/key.ts with what follows, on a fresh clone too.
const [name] = process.argv.splice(2, 1);
await continueWith(`${name}.ts`);
